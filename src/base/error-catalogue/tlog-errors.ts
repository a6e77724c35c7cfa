import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of transparency logs carry. */
export interface TlogErrorDetails {
  LOG_PROOF_INVALID: { what: string; reason: string };
  LOG_DAMAGED: { reason: string };
  LOG_ENTRY_UNKNOWN: { index: number; size: number };
  NOTE_UNVERIFIED: { reason: string };
  WITNESS_REFUSED: { origin: string; reason: string };
}

const { file, security, usage } = EXIT_CODES;

/** The errors of transparency logs. */
export const tlogErrors: ErrorEntries<TlogErrorDetails> = {
  LOG_PROOF_INVALID: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The ${d.what} proves nothing: ${d.reason}.`,
    hint: 'Ask for it again from another copy of the log; keep this one, since it may show that somebody lies.',
  },
  LOG_DAMAGED: {
    errorClass: 'critical',
    exitCode: file,
    sentence: (d) => `The log on this disk is damaged: ${d.reason}.`,
    hint: 'Restore it from another copy; nothing was written to it.',
  },
  LOG_ENTRY_UNKNOWN: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `There is no entry ${d.index} in a log of ${d.size} entries.`,
    hint: 'Entries are counted from 0; a newer checkpoint may hold it.',
  },
  NOTE_UNVERIFIED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The signed note is not to be believed: ${d.reason}.`,
    hint: 'Check that the right verifier keys are configured; if they are, somebody changed the note.',
  },
  WITNESS_REFUSED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The witness does not cosign the checkpoint of ${d.origin}: ${d.reason}.`,
    hint: 'A log only ever grows: if its owner cannot show that it did, keep both checkpoints as evidence.',
  },
};
