import type { FileHandle } from 'node:fs/promises';
import { defined, QForgeError } from '../base/index.ts';
import { typedReadError } from './file-errors.ts';

/** How much of a file is read or written at once. spec/file-transfer §6 */
export const FILE_CHUNK_BYTES = 262_144;

/** Reads under way or done before their chunk is asked for; with the one in use, four are in memory. */
const READ_AHEAD_CHUNKS = 3;

/**
 * The bytes of an open file from `start` to `end`, in order, read ahead.
 *
 * A chunk is the caller's until the next one is asked for; then its memory is read into again. New memory for each would make the
 * garbage collector look through the whole heap every few hundred of them.
 * Throws `FILE_CHANGED` if the file ends early and `FILE_UNREADABLE`.
 */
export async function* readFileChunks(
  file: FileHandle,
  path: string,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const free: Buffer[] = [];
  const ahead: Promise<Buffer>[] = [];
  let next = start;
  try {
    while (next < end || ahead.length > 0) {
      for (; next < end && ahead.length < READ_AHEAD_CHUNKS; next += FILE_CHUNK_BYTES) {
        const length = Math.min(FILE_CHUNK_BYTES, end - next);
        const read = readChunk(file, path, next, (free.pop() ?? Buffer.allocUnsafeSlow(length)).subarray(0, length));
        // Whoever takes it sees the failure; until then it must not count as unhandled.
        read.catch(() => undefined);
        ahead.push(read);
      }
      const chunk = await defined(ahead.shift(), 'the next chunk');
      yield chunk;
      free.push(chunk);
    }
  } finally {
    await Promise.allSettled(ahead);
  }
}

/** Fills `chunk` with what is at `position`. */
async function readChunk(file: FileHandle, path: string, position: number, chunk: Buffer): Promise<Buffer> {
  for (let filled = 0; filled < chunk.length; ) {
    const bytesRead = await readSome(file, path, chunk.subarray(filled), position + filled);
    if (bytesRead === 0) throw new QForgeError('FILE_CHANGED', { path });
    filled += bytesRead;
  }
  return chunk;
}

async function readSome(file: FileHandle, path: string, into: Buffer, position: number): Promise<number> {
  try {
    return (await file.read(into, 0, into.length, position)).bytesRead;
  } catch (error) {
    throw typedReadError(path, error);
  }
}
