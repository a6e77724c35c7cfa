import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of web pages carry. */
export interface BrowserErrorDetails {
  STORAGE_UNAVAILABLE: { reason: string };
  STORED_IDENTITY_DAMAGED: { name: string };
}

const { failure, security } = EXIT_CODES;

/** The errors of web pages. */
export const browserErrors: ErrorEntries<BrowserErrorDetails> = {
  STORAGE_UNAVAILABLE: {
    errorClass: 'resource',
    exitCode: failure,
    sentence: (d) => `The browser's storage cannot be used: ${d.reason}.`,
    hint: 'Allow the page to store data; private windows may have no storage.',
  },
  STORED_IDENTITY_DAMAGED: {
    errorClass: 'critical',
    exitCode: security,
    sentence: (d) => `The identity "${d.name}" in the browser's storage is damaged.`,
    hint: 'Forget it and make a new one; peers must then trust the new PeerId.',
  },
};
