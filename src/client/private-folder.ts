import { mkdir } from 'node:fs/promises';
import { typedWriteError } from './file-errors.ts';

const OWNER_ONLY = 0o700;

/** Makes a folder, and those above it, that only this user can enter; one that is there stays as it is. Throws `FILE_UNWRITABLE`. */
export async function makePrivateFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: OWNER_ONLY });
  } catch (error) {
    throw typedWriteError(path, error);
  }
}
