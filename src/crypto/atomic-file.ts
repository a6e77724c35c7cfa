import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileWriteError } from './file-write-error.ts';

/** How {@link writeFileAtomically} writes. */
export interface AtomicFileOptions {
  /** Permission bits of the file, whatever the umask says, such as `0o600`. */
  readonly mode: number;
  /** Whether a file that is already there may be replaced; a symbolic link is replaced, never followed. */
  readonly overwrite: boolean;
}

// O_NOFOLLOW is undefined on Windows, which counts as zero here.
const CREATE_ONLY = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Writes a whole file so that at every moment, and after a crash or loss of power at any moment, `path` holds either
 * what it held before or all of `bytes`.
 *
 * A crash may leave a temporary file `.NAME.UUID.tmp` of the same mode beside it.
 * Throws `FILE_EXISTS`, `DISK_FULL` or `FILE_UNWRITABLE`.
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array, options: AtomicFileOptions): Promise<void> {
  const folder = dirname(path);
  const temporaryPath = join(folder, `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await writeDurably(temporaryPath, bytes, options.mode);
    await (options.overwrite ? rename(temporaryPath, path) : publishNew(temporaryPath, path));
    await syncFolder(folder);
  } catch (error) {
    // Whatever went wrong is reported; that the temporary file is gone already, or stays, is not.
    await unlink(temporaryPath).catch(() => undefined);
    throw fileWriteError(path, error);
  }
}

async function writeDurably(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  await using file = await open(path, CREATE_ONLY, mode);
  await file.chmod(mode);
  await file.writeFile(bytes);
  await file.sync();
}

/** A link fails where `rename` would replace: no moment between the look and the leap. */
async function publishNew(temporaryPath: string, path: string): Promise<void> {
  await link(temporaryPath, path);
  await unlink(temporaryPath);
}

/** Makes new names in a folder last. Windows opens no folders and needs none of this. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using folder = await open(path, constants.O_RDONLY);
  await folder.sync();
}
