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
 * Every chunk is a new array and belongs to the caller: a stream keeps what is written to it until it is sent.
 * Throws `FILE_CHANGED` if the file ends early and `FILE_UNREADABLE`.
 */
export async function* readFileChunks(
  file: FileHandle,
  path: string,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const ahead: Promise<Uint8Array>[] = [];
  let next = start;
  try {
    while (next < end || ahead.length > 0) {
      for (; next < end && ahead.length < READ_AHEAD_CHUNKS; next += FILE_CHUNK_BYTES) {
        const read = readChunk(file, path, next, Math.min(FILE_CHUNK_BYTES, end - next));
        // Whoever takes it sees the failure; until then it must not count as unhandled.
        read.catch(() => undefined);
        ahead.push(read);
      }
      yield await defined(ahead.shift(), 'the next chunk');
    }
  } finally {
    await Promise.allSettled(ahead);
  }
}

async function readChunk(file: FileHandle, path: string, position: number, length: number): Promise<Uint8Array> {
  const chunk = Buffer.allocUnsafeSlow(length);
  for (let filled = 0; filled < length; ) {
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
