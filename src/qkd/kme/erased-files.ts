import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, readdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileWriteError, syncFolder } from '../../crypto/index.ts';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u;
// Both flags are undefined on Windows: zero here.
const WRITE_SAFELY = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Gives a file a second name, as a temporary one, so that it can be overwritten after another has taken its place. Throws `FILE_UNWRITABLE`. */
export async function keepUntilErased(path: string): Promise<void> {
  try {
    await link(path, join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`));
  } catch (error) {
    throw fileWriteError(path, error);
  }
}

/**
 * Overwrites and removes the temporary files of a file: what was kept until now, and what a crash left. A file that has a name elsewhere too is
 * not overwritten: it may be the one in use, or somebody's copy.
 *
 * Nobody else may be writing the file meanwhile. Throws `FILE_UNWRITABLE`.
 */
export async function eraseTemporaryFiles(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    const names = await temporaryNames(path);
    for (const name of names) await erase(join(folder, name));
    if (names.length > 0) await syncFolder(folder);
  } catch (error) {
    throw fileWriteError(path, error);
  }
}

/** The names of a file's temporary files in its folder. Rejects with the errors of the file system. */
export async function temporaryNames(path: string): Promise<readonly string[]> {
  const [start, end] = [`.${basename(path)}.`, '.tmp'];
  const names = await readdir(dirname(path));
  return names.filter(
    (name) => name.startsWith(start) && name.endsWith(end) && UUID.test(name.slice(start.length, -end.length)),
  );
}

async function erase(path: string): Promise<void> {
  {
    await using file = await open(path, WRITE_SAFELY);
    const { nlink, size } = await file.stat();
    if (nlink === 1) {
      await file.write(new Uint8Array(size), 0, size, 0);
      await file.sync();
    }
  }
  await unlink(path);
}
