import { QForgeError } from '../base/index.ts';

// Linux and macOS agree on these names.
const DISK_FULL_CODES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission is denied'],
  ['EPERM', 'permission is denied'],
  ['EROFS', 'the disk is read-only'],
  ['ENOENT', 'its folder does not exist'],
  ['ENOTDIR', 'its folder is not a folder'],
  ['EISDIR', 'it is a folder'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['EMFILE', 'too many files are open'],
  ['ENFILE', 'too many files are open'],
  ['ENOTSUP', 'the file system has no hard links'],
  ['ENOSYS', 'the file system has no hard links'],
  ['EIO', 'the disk failed'],
  ['EFBIG', 'it would grow past the limit for files'],
]);

/** The typed error for a failure of the file system while `path` was written; `cause` keeps the failure. */
export function fileWriteError(path: string, cause: unknown): QForgeError {
  const code = systemErrorCode(cause);
  if (code === 'EEXIST') return new QForgeError('FILE_EXISTS', { path }, { cause });
  if (DISK_FULL_CODES.has(code)) return new QForgeError('DISK_FULL', { path }, { cause });
  return new QForgeError('FILE_UNWRITABLE', { path, reason: reasons.get(code) ?? code }, { cause });
}

/** The code of a system error, such as `ENOENT`; "an unknown failure" for anything else. */
export function systemErrorCode(error: unknown): string {
  const named = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return named ? (error.code as string) : 'an unknown failure';
}
