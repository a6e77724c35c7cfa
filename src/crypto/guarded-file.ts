import { constants, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { QForgeError, SecretBytes } from '../base/index.ts';
import { systemErrorCode } from './file-write-error.ts';

// Without O_NONBLOCK, opening a pipe would wait for its other end. Both flags are undefined on Windows: zero here.
const READ_SAFELY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const PERMISSION_BITS = 0o777;
const OTHERS_BITS = 0o077;

/**
 * Reads a file of at most `limitBytes` bytes that belongs to the user, by default this one, and is closed to all others.
 *
 * The checks are made on the open file, so that it can't be changed for another in between. Symbolic links are not
 * followed. Windows has no such permission bits: there they aren't checked.
 * Throws `KEY_FILE_MISSING`, `KEY_FILE_EXPOSED`, `KEY_FILE_DAMAGED` or `FILE_UNREADABLE`.
 */
export async function readGuardedFile(
  path: string,
  limitBytes: number,
  userId: number | undefined = process.geteuid?.(),
): Promise<SecretBytes> {
  await using file = await open(path, READ_SAFELY).catch((error: unknown) => {
    throw openError(path, error);
  });
  const status = await file.stat();
  requireClosedFile(path, status, userId);
  if (status.size > limitBytes) throw new QForgeError('KEY_FILE_DAMAGED', { path, reason: 'it is too long' });
  return await readWhole(path, file, status.size);
}

function openError(path: string, cause: unknown): QForgeError {
  const code = systemErrorCode(cause);
  if (code === 'ENOENT') return new QForgeError('KEY_FILE_MISSING', { path }, { cause });
  const reason = code === 'ELOOP' ? 'it is a symbolic link' : code === 'EACCES' ? 'permission is denied' : code;
  return new QForgeError('FILE_UNREADABLE', { path, reason }, { cause });
}

function requireClosedFile(path: string, status: Stats, userId: number | undefined): void {
  if (!status.isFile()) throw new QForgeError('FILE_UNREADABLE', { path, reason: 'it is not a regular file' });
  if (process.platform === 'win32') return;
  const mode = `0${(status.mode & PERMISSION_BITS).toString(8)}`;
  if ((status.mode & OTHERS_BITS) !== 0) throw new QForgeError('KEY_FILE_EXPOSED', { path, mode });
  if (status.uid !== userId) {
    throw new QForgeError('KEY_FILE_EXPOSED', { path, mode: `${mode}, owned by user ${status.uid}` });
  }
}

/** Reads into memory of its own, which can be wiped; a file that changes its length meanwhile is refused. */
async function readWhole(path: string, file: FileHandle, bytes: number): Promise<SecretBytes> {
  const content = Buffer.allocUnsafeSlow(bytes + 1);
  let filled = 0;
  while (filled <= bytes) {
    const { bytesRead } = await file.read(content, filled, content.length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  const whole = SecretBytes.take(content.subarray(0, bytes));
  content.fill(0);
  if (filled !== bytes) throw new QForgeError('KEY_FILE_DAMAGED', { path, reason: 'it changed while it was read' });
  return whole;
}
