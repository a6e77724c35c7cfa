import type { Stats } from 'node:fs';
import { constants, type FileHandle, open, unlink } from 'node:fs/promises';
import { assert } from '../base/index.ts';
import { systemErrorCode } from '../crypto/index.ts';
import { readFileChunks } from './file-chunks.ts';
import { typedWriteError } from './file-errors.ts';
import type { ReceivedFilePaths } from './file-paths.ts';
import { assertPlaceFree, placeFile } from './file-placement.ts';

// The last two are undefined on Windows, which counts as zero here.
const OPEN_FLAGS = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const CREATE_FLAGS = OPEN_FLAGS | constants.O_CREAT | constants.O_EXCL;
const PRIVATE_MODE = 0o600;

/** A symbolic link, a socket or pipe, somebody else's file: in the way, and not followed. */
const IN_THE_WAY = new Set(['ELOOP', 'EMLINK', 'ENXIO', 'EACCES']);

/** Where a file is written, and what it is called in errors. */
export type PartialFilePaths = Pick<ReceivedFilePaths, 'target' | 'partial'>;

/**
 * The file a transfer is written to until it is complete. spec/file-transfer §4
 *
 *     open -> (append | restart)* -> commit | settle | (nothing: kept for the next attempt) -> dispose
 */
export class PartialFile implements AsyncDisposable {
  readonly #paths: PartialFilePaths;
  readonly #file: FileHandle;
  /** What tells this file from every other on this machine, whatever its name. */
  readonly identity: string;
  #length: number;
  #lastWrite: Promise<void> = Promise.resolve();
  #isPlaced = false;

  private constructor(paths: PartialFilePaths, file: FileHandle, status: Stats) {
    this.#paths = paths;
    this.#file = file;
    this.identity = `${status.dev} ${status.ino}`;
    this.#length = status.size;
  }

  /** Opens what an earlier attempt left, or begins anew. Throws `FILE_UNWRITABLE` and `DISK_FULL`. */
  static async open(paths: PartialFilePaths): Promise<PartialFile> {
    try {
      const file = (await openUsable(paths.partial)) ?? (await open(paths.partial, CREATE_FLAGS, PRIVATE_MODE));
      await file.chmod(PRIVATE_MODE);
      return new PartialFile(paths, file, await file.stat());
    } catch (error) {
      throw typedWriteError(paths.target, error);
    }
  }

  /** Bytes that are there, or on their way there. */
  get length(): number {
    return this.#length;
  }

  /** What is there. */
  chunks(): AsyncIterable<Uint8Array> {
    return readFileChunks(this.#file, this.#paths.partial, 0, this.#length);
  }

  /** Forgets what is there. */
  async restart(): Promise<void> {
    await this.flush();
    await this.#typed(() => this.#file.truncate(0));
    this.#length = 0;
  }

  /**
   * Adds bytes, which then belong to the file; resolves when those before them are written, so that one write is
   * under way while the next bytes arrive. Throws `DISK_FULL` and `FILE_UNWRITABLE`, also for the bytes before.
   */
  async append(bytes: Uint8Array): Promise<void> {
    await this.#lastWrite;
    if (bytes.length === 0) return;
    this.#lastWrite = this.#typed(() => this.#writeAll(bytes, this.#length));
    // Whoever appends or commits next sees the failure; until then it must not count as unhandled.
    this.#lastWrite.catch(() => undefined);
    this.#length += bytes.length;
  }

  /** Makes the file durable and gives it its name. Throws `FILE_EXISTS`, `DISK_FULL` and `FILE_UNWRITABLE`. */
  async commit(modifiedMs: number, mode: number, overwrite: boolean): Promise<void> {
    await this.flush();
    await this.#typed(async () => {
      await this.#file.chmod(mode);
      await this.#file.utimes(modifiedMs / 1000, modifiedMs / 1000);
      await this.#file.sync();
      await assertPlaceFree(this.#paths.target, overwrite);
    });
    await placeFile(this.#paths.partial, this.#paths.target, overwrite);
    this.#isPlaced = true;
  }

  /** Makes the file durable where it is, with these permissions. Throws `DISK_FULL` and `FILE_UNWRITABLE`. */
  async settle(modifiedMs: number, mode: number): Promise<void> {
    await this.flush();
    await this.#typed(async () => {
      await this.#file.chmod(mode);
      await this.#file.utimes(modifiedMs / 1000, modifiedMs / 1000);
      await this.#file.sync();
    });
    this.#isPlaced = true;
  }

  /** Resolves when all bytes are written, though not yet durable. Throws `DISK_FULL` and `FILE_UNWRITABLE`. */
  async flush(): Promise<void> {
    await this.#lastWrite;
  }

  /** Closes the file; an empty one is removed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lastWrite.catch(() => undefined);
    const { size } = await this.#file.stat();
    await this.#file.close();
    if (size === 0 && !this.#isPlaced) await unlink(this.#paths.partial).catch(() => undefined);
  }

  async #writeAll(bytes: Uint8Array, position: number): Promise<void> {
    for (let written = 0; written < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, written, bytes.length - written, position + written);
      assert(bytesWritten > 0, 'a write writes something');
      written += bytesWritten;
    }
  }

  async #typed(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw typedWriteError(this.#paths.target, error);
    }
  }
}

/** What an earlier attempt left; undefined if there is nothing, or if what was there had to be removed. */
async function openUsable(path: string): Promise<FileHandle | undefined> {
  const file = await open(path, OPEN_FLAGS).catch((error: unknown) => {
    const code = systemErrorCode(error);
    if (code !== 'ENOENT' && !IN_THE_WAY.has(code)) throw error;
    return code;
  });
  if (file === 'ENOENT') return undefined;
  if (typeof file !== 'string') {
    if (isOwn(await file.stat())) return file;
    await file.close();
  }
  // Removes the name, not what it pointed to.
  await unlink(path);
  return undefined;
}

/** A regular file of this user that has no other name, through which someone might write to it. */
function isOwn(status: Stats): boolean {
  const user = process.geteuid?.();
  return status.isFile() && status.nlink === 1 && (user === undefined || status.uid === user);
}
