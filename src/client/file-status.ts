import { type ErrorCode, isQForgeError, QForgeError } from '../base/index.ts';

/** How the receiver of a file answers, by number on the wire. spec/file-transfer §2.5 */
export const fileStatuses = [
  'ok',
  'declined',
  'exists',
  'busy',
  'unwritable',
  'disk full',
  'digest mismatch',
  'unacceptable',
  'failed',
] as const;

/** One of {@link fileStatuses}. */
export type FileStatus = (typeof fileStatuses)[number];

const statusOfCode: Partial<Record<ErrorCode, FileStatus>> = {
  FILE_REFUSED: 'declined',
  FILE_EXISTS: 'exists',
  FILE_BUSY: 'busy',
  FILE_UNWRITABLE: 'unwritable',
  DISK_FULL: 'disk full',
  FILE_DIGEST_MISMATCH: 'digest mismatch',
  FILE_UNREADABLE: 'failed',
  FILE_CHANGED: 'failed',
};

/**
 * The status that tells the sender of a failure on this side.
 *
 * Undefined for failures of the stream or of the sender itself: who is gone or breaks the rules is told nothing.
 */
export function statusOfFailure(error: unknown): Exclude<FileStatus, 'ok'> | undefined {
  if (!isQForgeError(error)) return 'failed';
  const status = statusOfCode[error.code];
  return status === 'ok' ? undefined : status;
}

type Failure = Exclude<FileStatus, 'ok'>;

const refused = (reason: string) => (path: string) => new QForgeError('FILE_REFUSED', { path, reason });

const failures: Readonly<Record<Failure, (path: string) => QForgeError>> = {
  declined: refused('the other side declined it'),
  exists: (path) => new QForgeError('FILE_EXISTS', { path }),
  busy: (path) => new QForgeError('FILE_BUSY', { path }),
  unwritable: (path) => new QForgeError('FILE_UNWRITABLE', { path, reason: 'the other side could not write it' }),
  'disk full': (path) => new QForgeError('DISK_FULL', { path }),
  'digest mismatch': (path) => new QForgeError('FILE_DIGEST_MISMATCH', { path }),
  unacceptable: refused('its name or size is not acceptable there'),
  failed: refused('the other side failed'),
};

/** The sender's error for a status; `where` names the file and the receiver. */
export function errorOfStatus(status: Failure, where: string): QForgeError {
  return failures[status](where);
}
