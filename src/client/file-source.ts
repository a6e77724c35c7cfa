import type { BigIntStats } from 'node:fs';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { QForgeError } from '../base/index.ts';
import { readFileChunks } from './file-chunks.ts';
import { typedReadError } from './file-errors.ts';
import { PERMISSION_BITS } from './received-mode.ts';
import type { TransferSource } from './stream-source.ts';

// Without O_NONBLOCK, opening a pipe would wait for its writer. It is undefined on Windows, which counts as zero here.
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

const NANOSECONDS_PER_MS = 1_000_000n;

/** A regular file that is being sent, and what it was when the sending began. spec/file-transfer §5 */
export class FileSource implements TransferSource {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly mode: number;
  readonly #file: FileHandle;
  readonly #initial: BigIntStats;

  private constructor(path: string, file: FileHandle, initial: BigIntStats) {
    this.path = path;
    this.bytes = Number(initial.size);
    this.modifiedMs = Number(initial.mtimeNs / NANOSECONDS_PER_MS);
    this.mode = Number(initial.mode) & PERMISSION_BITS;
    this.#file = file;
    this.#initial = initial;
  }

  /**
   * Throws `FILE_MISSING` and `FILE_UNREADABLE`, the latter for everything that is not a regular file; a symbolic link is followed
   * unless the options say otherwise.
   */
  static async open(
    path: string,
    options: { readonly followLinks: boolean } = { followLinks: true },
  ): Promise<FileSource> {
    const flags = options.followLinks ? OPEN_FLAGS : OPEN_FLAGS | constants.O_NOFOLLOW;
    const file = await open(path, flags).catch((error: unknown) => {
      throw typedReadError(path, error);
    });
    try {
      const status = await file.stat({ bigint: true });
      if (!status.isFile()) throw new QForgeError('FILE_UNREADABLE', { path, reason: describeKind(status) });
      return new FileSource(path, file, status);
    } catch (error) {
      await file.close();
      throw typedReadError(path, error);
    }
  }

  /** The bytes from `start` to `end`. Throws `FILE_CHANGED` if there are fewer. */
  chunks(start: number, end: number): AsyncIterable<Uint8Array> {
    return readFileChunks(this.#file, this.path, start, end);
  }

  /** Throws `FILE_CHANGED` if the file was written to since it was opened. */
  async assertUnchanged(): Promise<void> {
    const now = await this.#file.stat({ bigint: true });
    // A file may grow within one tick of the clock that dates it; files of the kernel grow without a date.
    const beyond = await this.#file.read(new Uint8Array(1), 0, 1, this.bytes);
    if (now.size !== this.#initial.size || now.mtimeNs !== this.#initial.mtimeNs || beyond.bytesRead > 0) {
      throw new QForgeError('FILE_CHANGED', { path: this.path });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

function describeKind(status: BigIntStats): string {
  if (status.isDirectory()) return 'it is a folder';
  if (status.isFIFO()) return 'it is a pipe';
  return 'it is not a regular file';
}
