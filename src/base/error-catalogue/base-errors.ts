import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of arguments, assertions and formats carry. */
export interface BaseErrorDetails {
  ARGUMENT_INVALID: { argument: string; reason: string };
  COMMAND_LINE_INVALID: { problem: string };
  ASSERTION_FAILED: { assertion: string };
  INTERNAL: { what: string };
  CANCELLED: { what: string };
  RUNTIME_TOO_OLD: { found: string; needed: string };
  /** `what` begins the sentence: `The ballot`. */
  MALFORMED: { what: string; reason: string };
}

const { failure, internal, security, usage } = EXIT_CODES;

/** The errors of arguments, assertions and formats. */
export const baseErrors: ErrorEntries<BaseErrorDetails> = {
  ARGUMENT_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `${d.argument} is not valid: ${d.reason}.`,
    hint: 'Correct the value and try again.',
  },
  COMMAND_LINE_INVALID: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `${d.problem}.`,
    hint: 'See "qforge help", or "qforge help COMMAND" for one command.',
  },
  ASSERTION_FAILED: {
    errorClass: 'critical',
    exitCode: internal,
    sentence: (d) => `An internal assumption does not hold: ${d.assertion}.`,
    hint: 'This is a defect in qforge: please report it with the steps that led here.',
  },
  INTERNAL: {
    errorClass: 'critical',
    exitCode: internal,
    sentence: (d) => `An unexpected failure happened: ${d.what}.`,
    hint: 'This is a defect in qforge: please report it with the steps that led here.',
  },
  CANCELLED: {
    errorClass: 'usage',
    exitCode: failure,
    sentence: (d) => `${d.what} was cancelled before it was complete.`,
    hint: 'Try again if that was not meant.',
  },
  RUNTIME_TOO_OLD: {
    errorClass: 'usage',
    exitCode: usage,
    sentence: (d) => `This Node.js is ${d.found}, but qforge needs ${d.needed}.`,
    hint: 'Start it through an npm script after "npm ci", which brings a suitable Node.js with it, or upgrade Node.js.',
  },
  MALFORMED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `${d.what} is malformed: ${d.reason}.`,
    hint: 'The data was damaged or comes from an incompatible version; ask its sender to send it again.',
  },
};
