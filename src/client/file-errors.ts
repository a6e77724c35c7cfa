import { isQForgeError, QForgeError } from '../base/index.ts';
import { fileWriteError, systemErrorCode } from '../crypto/index.ts';

const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'the permission is missing'],
  ['EPERM', 'the permission is missing'],
  ['EISDIR', 'it is a folder'],
  ['ELOOP', 'it is a symbolic link, or there are too many of them'],
  ['EMFILE', 'too many files are open'],
  ['ENFILE', 'too many files are open'],
  ['ENXIO', 'it is a socket or a pipe'],
  ['EIO', 'the disk failed'],
]);

/** The typed error for a failed read of `path`; one that is typed already stays as it is. */
export function typedReadError(path: string, cause: unknown): QForgeError {
  if (isQForgeError(cause)) return cause;
  const code = systemErrorCode(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new QForgeError('FILE_MISSING', { path }, { cause });
  return new QForgeError('FILE_UNREADABLE', { path, reason: reasons.get(code) ?? code }, { cause });
}

/** The typed error for a failed write of `path` or of its folder; one that is typed already stays as it is. */
export function typedWriteError(path: string, cause: unknown): QForgeError {
  return isQForgeError(cause) ? cause : fileWriteError(path, cause);
}
