import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of key files and passphrases carry. */
export interface IdentityErrorDetails {
  KEY_FILE_MISSING: { path: string };
  KEY_FILE_EXISTS: { path: string };
  KEY_FILE_DAMAGED: { path: string; reason: string };
  KEY_FILE_EXPOSED: { path: string; mode: string };
  PASSPHRASE_WRONG: { path: string };
  PASSPHRASE_REQUIRED: { path: string };
  PASSPHRASE_MISSING: { path: string };
}

const { identity } = EXIT_CODES;

/** The errors of key files and passphrases. */
export const identityErrors: ErrorEntries<IdentityErrorDetails> = {
  KEY_FILE_MISSING: {
    errorClass: 'usage',
    exitCode: identity,
    sentence: (d) => `There is no identity at ${d.path}.`,
    hint: 'Make one with "qforge keygen", or name another with --identity.',
  },
  KEY_FILE_EXISTS: {
    errorClass: 'usage',
    exitCode: identity,
    sentence: (d) => `There is already an identity at ${d.path}.`,
    hint: 'Name another path, or add --overwrite if the old identity may be lost.',
  },
  KEY_FILE_DAMAGED: {
    errorClass: 'critical',
    exitCode: identity,
    sentence: (d) => `The identity file ${d.path} is damaged: ${d.reason}.`,
    hint: 'Restore it from a backup; a damaged identity cannot be repaired.',
  },
  KEY_FILE_EXPOSED: {
    errorClass: 'security',
    exitCode: identity,
    sentence: (d) => `The identity file ${d.path} can be read by others (mode ${d.mode}).`,
    hint: 'Close it with "chmod 600" and consider whether the identity must be replaced.',
  },
  PASSPHRASE_WRONG: {
    errorClass: 'usage',
    exitCode: identity,
    sentence: (d) => `The passphrase does not open ${d.path}.`,
    hint: 'Try again; if the passphrase is right, the file was changed and must come from a backup.',
  },
  PASSPHRASE_REQUIRED: {
    errorClass: 'usage',
    exitCode: identity,
    sentence: (d) => `${d.path} is protected by a passphrase, and none was given.`,
    hint: 'Set QFORGE_PASSPHRASE_FILE to a file that holds it, or start from a terminal to be asked.',
  },
  PASSPHRASE_MISSING: {
    errorClass: 'usage',
    exitCode: identity,
    sentence: (d) => `The new identity ${d.path} needs a passphrase, and none was given.`,
    hint: 'Start from a terminal to be asked, set QFORGE_PASSPHRASE_FILE, or ask for an open file with --no-passphrase.',
  },
};
