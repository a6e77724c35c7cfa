import { QForgeError } from '../base/index.ts';
import { systemErrorCode } from './file-write-error.ts';

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

/** The typed error for a failure of the file system while `path` was read; `cause` keeps the failure. */
export function fileReadError(path: string, cause: unknown): QForgeError {
  const code = systemErrorCode(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new QForgeError('FILE_MISSING', { path }, { cause });
  return new QForgeError('FILE_UNREADABLE', { path, reason: reasons.get(code) ?? code }, { cause });
}
