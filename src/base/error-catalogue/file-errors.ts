import { type ErrorEntries, EXIT_CODES } from './error-entry.ts';

/** What the errors of files and their transfer carry. */
export interface FileErrorDetails {
  FILE_MISSING: { path: string };
  FILE_UNREADABLE: { path: string; reason: string };
  FILE_UNWRITABLE: { path: string; reason: string };
  FILE_EXISTS: { path: string };
  FILE_BUSY: { path: string };
  FILE_REFUSED: { path: string; reason: string };
  FILE_CHANGED: { path: string };
  FILE_DIGEST_MISMATCH: { path: string };
  DISK_FULL: { path: string };
}

const { file } = EXIT_CODES;

/** The errors of files and their transfer. */
export const fileErrors: ErrorEntries<FileErrorDetails> = {
  FILE_MISSING: {
    errorClass: 'usage',
    exitCode: file,
    sentence: (d) => `There is no file ${d.path}.`,
    hint: 'Check the path.',
  },
  FILE_UNREADABLE: {
    errorClass: 'resource',
    exitCode: file,
    sentence: (d) => `${d.path} cannot be read: ${d.reason}.`,
    hint: 'Check that it is a regular file and its permissions.',
  },
  FILE_UNWRITABLE: {
    errorClass: 'resource',
    exitCode: file,
    sentence: (d) => `${d.path} cannot be written: ${d.reason}.`,
    hint: 'Check the folder, its permissions and whether the disk is read-only.',
  },
  FILE_EXISTS: {
    errorClass: 'usage',
    exitCode: file,
    sentence: (d) => `${d.path} is there already.`,
    hint: 'Choose another name or folder, or have the side that writes it overwrite (--overwrite).',
  },
  FILE_BUSY: {
    errorClass: 'resource',
    exitCode: file,
    sentence: (d) => `${d.path} is in use by another transfer or program.`,
    hint: 'Wait until it is done, then try again.',
  },
  FILE_REFUSED: {
    errorClass: 'security',
    exitCode: file,
    sentence: (d) => `${d.path} was not taken: ${d.reason}.`,
    hint: 'Ask the owner of the other side, whose log says more.',
  },
  FILE_CHANGED: {
    errorClass: 'recoverable',
    exitCode: file,
    sentence: (d) => `${d.path} changed while it was being sent.`,
    hint: 'Send it again when it is at rest.',
  },
  FILE_DIGEST_MISMATCH: {
    errorClass: 'security',
    exitCode: file,
    sentence: (d) => `The SHA-256 of ${d.path} is not the one its sender announced.`,
    hint: 'The partial file was thrown away; send the file again.',
  },
  DISK_FULL: {
    errorClass: 'resource',
    exitCode: file,
    sentence: (d) => `There is no space left for ${d.path}.`,
    hint: 'Free some space and try again; a file that was being received goes on where it stopped.',
  },
};
