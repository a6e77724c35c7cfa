import { readFile } from 'node:fs/promises';
import { fileReadError } from './file-read-error.ts';

/** All bytes of a file that is no secret. Throws `FILE_MISSING` and `FILE_UNREADABLE`. */
export async function readWholeFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw fileReadError(path, error);
  }
}

/** All of a file of text in UTF-8 that is no secret. Throws `FILE_MISSING` and `FILE_UNREADABLE`. */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw fileReadError(path, error);
  }
}
