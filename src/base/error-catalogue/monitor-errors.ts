import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of histories and alerts carry. */
export interface MonitorErrorDetails {
  HISTORY_BUSY: { path: string };
  HISTORY_DAMAGED: { path: string; reason: string };
  HISTORY_UNAVAILABLE: { path: string; reason: string };
  SERIES_UNKNOWN: { series: string };
  ALERT_NOT_DELIVERED: { sink: string; reason: string; final: boolean };
  ALERT_SECRET_UNUSABLE: { path: string; reason: string };
  SILENCE_UNKNOWN: { silence: string };
  PROFILING_BUSY: { sinceMs: number };
  PROFILING_IDLE: { what: string };
}

const { failure, file, security, usage } = EXIT_CODES;

/** The errors of histories and alerts. */
export const monitorErrors: ErrorEntries<MonitorErrorDetails> = {
  HISTORY_BUSY: {
    errorClass: 'resource',
    exitCode: file,
    sentence: (d) => `The history ${d.path} belongs to another running process.`,
    hint: 'Stop that process, or name another file by "history.file" of the configuration.',
  },
  HISTORY_DAMAGED: {
    errorClass: 'resource',
    exitCode: file,
    sentence: (d) => `The history ${d.path} cannot be read: ${d.reason}.`,
    hint: 'Move the file away: the next start begins a new one.',
  },
  HISTORY_UNAVAILABLE: {
    errorClass: 'resource',
    exitCode: file,
    sentence: (d) => `The history ${d.path} takes no values: ${d.reason}.`,
    hint: 'Check the disk and the rights of the file.',
  },
  SERIES_UNKNOWN: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `There is no series ${d.series}.`,
    hint: 'See /api/v1/series for what there is.',
  },
  ALERT_NOT_DELIVERED: {
    errorClass: 'recoverable',
    exitCode: failure,
    sentence: (d) => `An alert did not reach ${d.sink}: ${d.reason}.`,
    hint: 'Check the sink, then try it with "qforge alerts test".',
  },
  ALERT_SECRET_UNUSABLE: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The secret of a webhook in ${d.path} cannot be used: ${d.reason}.`,
    hint: 'Keep it in a file that only this user can read: whsec_ and 24 to 64 random bytes in base64.',
  },
  PROFILING_BUSY: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: () => 'A profile is being taken already.',
    hint: 'Wait for its end, or stop it.',
  },
  PROFILING_IDLE: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `No profile of ${d.what} is being taken.`,
    hint: 'Start one first.',
  },
  SILENCE_UNKNOWN: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `There is no silence ${d.silence}.`,
    hint: 'See "qforge alerts" for those that there are.',
  },
};
