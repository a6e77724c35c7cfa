import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of running processes carry. */
export interface ProcessErrorDetails {
  NOT_RUNNING: { what: string };
  CONTROL_UNANSWERED: { path: string; afterMs: number };
  CONTROL_REFUSED: { path: string; reason: string };
  DEMO_FAILED: { what: string };
  INSTALLATION_UNFIT: { what: string };
}

const { failure } = EXIT_CODES;

/** The errors of running processes. */
export const processErrors: ErrorEntries<ProcessErrorDetails> = {
  NOT_RUNNING: {
    errorClass: 'usage',
    exitCode: failure,
    sentence: (d) => `${d.what} is not running.`,
    hint: 'Start "qforge up". For "qforge status" and "qforge top" any command that runs will do, such as "qforge listen".',
  },
  CONTROL_UNANSWERED: {
    errorClass: 'timeout',
    exitCode: failure,
    sentence: (d) => `The process behind ${d.path} did not answer within ${d.afterMs} ms.`,
    hint: 'It may be stopped or overloaded; try again, or end it by its process number.',
  },
  CONTROL_REFUSED: {
    errorClass: 'recoverable',
    exitCode: failure,
    sentence: (d) => `The process behind ${d.path} answered with a failure: ${d.reason}`,
    hint: 'See what that process printed.',
  },
  DEMO_FAILED: {
    errorClass: 'critical',
    exitCode: failure,
    sentence: (d) => `The demonstration failed: ${d.what}.`,
    hint: 'Run "qforge selftest" to check this installation.',
  },
  INSTALLATION_UNFIT: {
    errorClass: 'critical',
    exitCode: failure,
    sentence: (d) => `Something is wrong with this installation: ${d.what}.`,
    hint: 'The list above says what to do about each.',
  },
};
