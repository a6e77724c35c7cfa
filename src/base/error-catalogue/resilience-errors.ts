import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of circuits and bulkheads carry. */
export interface ResilienceErrorDetails {
  CIRCUIT_OPEN: { what: string; retryInMs: number };
  BULKHEAD_FULL: { what: string; limit: number };
}

const { network } = EXIT_CODES;

/** The errors of circuits and bulkheads. */
export const resilienceErrors: ErrorEntries<ResilienceErrorDetails> = {
  CIRCUIT_OPEN: {
    errorClass: 'recoverable',
    exitCode: network,
    sentence: (d) => `${d.what} failed too often and is not asked for another ${d.retryInMs} ms.`,
    hint: 'Wait that long; the cause of this error says what failed last.',
  },
  BULKHEAD_FULL: {
    errorClass: 'performance',
    exitCode: network,
    sentence: (d) => `${d.what} has ${d.limit} calls under way or waiting, and takes no more.`,
    hint: 'Try again when some of them are done.',
  },
};
