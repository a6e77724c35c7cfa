import { link, lstat, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { QForgeError } from '../base/index.ts';
import { syncFolder, systemErrorCode } from '../crypto/index.ts';
import { typedWriteError } from './file-errors.ts';

/** What `link` says on file systems that have no hard links. */
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Refuses a name that may not be taken. Throws `FILE_EXISTS` and `FILE_UNWRITABLE`. */
export async function assertPlaceFree(path: string, overwrite: boolean): Promise<void> {
  const status = await lstat(path).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw typedWriteError(path, error);
  });
  if (status?.isDirectory()) throw new QForgeError('FILE_UNWRITABLE', { path, reason: 'a folder has its name' });
  if (status !== undefined && !overwrite) throw new QForgeError('FILE_EXISTS', { path });
}

/**
 * Gives a finished file, already flushed, its name, and makes that durable.
 *
 * Without `overwrite` a file that has appeared at `target` meanwhile stays, and `FILE_EXISTS` is thrown.
 */
export async function placeFile(finished: string, target: string, overwrite: boolean): Promise<void> {
  try {
    await (overwrite ? rename(finished, target) : renameToFreeName(finished, target));
    await syncFolder(dirname(target));
  } catch (error) {
    throw typedWriteError(target, error);
  }
}

/** `rename` replaces what is there; `link` does not, and is as atomic. */
async function renameToFreeName(finished: string, target: string): Promise<void> {
  try {
    await link(finished, target);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EEXIST') throw new QForgeError('FILE_EXISTS', { path: target }, { cause: error });
    if (!NO_HARD_LINKS.has(code)) throw error;
    // Not atomic; other transfers are kept out by the lock, other programs only by this look.
    await assertPlaceFree(target, false);
    await rename(finished, target);
    return;
  }
  await unlink(finished);
}
