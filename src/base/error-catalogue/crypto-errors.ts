import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of cryptography carry. */
export interface CryptoErrorDetails {
  CRYPTO_KEY_INVALID: { algorithm: string; reason: string };
  CRYPTO_LENGTH_INVALID: { what: string; expected: number; actual: number };
  CRYPTO_AUTHENTICATION_FAILED: { algorithm: string };
  CRYPTO_UNSUPPORTED: { algorithm: string; backend: string };
  CRYPTO_SELF_TEST_FAILED: { primitive: string };
  NONCE_EXHAUSTED: { counter: string };
  SECRET_WIPED: { what: string };
}

const { internal, security } = EXIT_CODES;

/** The errors of cryptography. */
export const cryptoErrors: ErrorEntries<CryptoErrorDetails> = {
  CRYPTO_KEY_INVALID: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The ${d.algorithm} key is not valid: ${d.reason}.`,
    hint: 'Check that the key belongs to this algorithm and was copied whole.',
  },
  CRYPTO_LENGTH_INVALID: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `${d.what} must be ${d.expected} bytes long, not ${d.actual}.`,
    hint: 'Check that the value belongs to this algorithm and was copied whole.',
  },
  CRYPTO_AUTHENTICATION_FAILED: {
    errorClass: 'security',
    exitCode: security,
    sentence: (d) => `The data does not authenticate under ${d.algorithm}.`,
    hint: 'The data was changed, or the key is not the one it was sealed with.',
  },
  CRYPTO_UNSUPPORTED: {
    errorClass: 'usage',
    exitCode: security,
    sentence: (d) => `${d.algorithm} is not available in the ${d.backend} backend.`,
    hint: 'Choose another algorithm or backend.',
  },
  CRYPTO_SELF_TEST_FAILED: {
    errorClass: 'critical',
    exitCode: security,
    sentence: (d) => `The self-test of ${d.primitive} failed; nothing can be trusted to it.`,
    hint: 'Do not use this installation: reinstall Node.js and qforge, and test the hardware.',
  },
  NONCE_EXHAUSTED: {
    errorClass: 'critical',
    exitCode: security,
    sentence: (d) => `The nonce counter ${d.counter} has reached its end.`,
    hint: 'Open a new channel.',
  },
  SECRET_WIPED: {
    errorClass: 'critical',
    exitCode: internal,
    sentence: (d) => `The secret ${d.what} was used after it was wiped.`,
    hint: 'This is a defect in qforge or in the program that uses it.',
  },
};
