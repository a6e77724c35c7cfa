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

/** What is gathered for one write at most; as much again is being written. spec/file-transfer §6 */
const GATHERED_BYTES = 524_288;
const GATHERED_PIECES = 64;

/** Takes bytes that have had their last use. */
export type GiveBack = (bytes: Uint8Array) => void;

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
  /** Writes until nothing is gathered; undefined once that is so. It stays as it is when it fails. */
  #writing: Promise<void> | undefined;
  /** The write that is under way. */
  #batch: Promise<void> = Promise.resolve();
  #hasFailed = false;
  /** What came while a write was under way: the next one takes it all. */
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #isPlaced = false;
  readonly #giveBack: GiveBack;

  private constructor(paths: PartialFilePaths, file: FileHandle, status: Stats, giveBack: GiveBack) {
    this.#giveBack = giveBack;
    this.#paths = paths;
    this.#file = file;
    this.identity = `${status.dev} ${status.ino}`;
    this.#length = status.size;
  }

  /**
   * Opens what an earlier attempt left, or begins anew. What was appended goes to `giveBack` when the system has it. Throws `FILE_UNWRITABLE` and
   * `DISK_FULL`.
   */
  static async open(paths: PartialFilePaths, giveBack: GiveBack = leave): Promise<PartialFile> {
    try {
      const file = (await openUsable(paths.partial)) ?? (await open(paths.partial, CREATE_FLAGS, PRIVATE_MODE));
      await file.chmod(PRIVATE_MODE);
      return new PartialFile(paths, file, await file.stat(), giveBack);
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
   * Adds bytes, which then belong to the file. They are written at once or, while a write is under way, gathered for the next one;
   * resolves when there is room to gather more. Throws `DISK_FULL` and `FILE_UNWRITABLE`, also for bytes before.
   */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#hasFailed) await this.#writing;
    if (bytes.length === 0) return;
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    this.#length += bytes.length;
    this.#writing ??= this.#begun();
    if (this.#gatheredBytes >= GATHERED_BYTES || this.#gathered.length >= GATHERED_PIECES) await this.#batch;
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
    await this.#writing;
  }

  /** Closes the file; an empty one is removed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush().catch(() => undefined);
    const { size } = await this.#file.stat();
    await this.#file.close();
    if (size === 0 && !this.#isPlaced) await unlink(this.#paths.partial).catch(() => undefined);
  }

  #begun(): Promise<void> {
    const writing = this.#writeGathered();
    // Whoever appends or commits next sees the failure; until then it must not count as unhandled.
    writing.catch(() => {
      this.#hasFailed = true;
    });
    return writing;
  }

  async #writeGathered(): Promise<void> {
    while (this.#gatheredBytes > 0) {
      const [pieces, position] = [this.#gathered, this.#length - this.#gatheredBytes];
      this.#gathered = [];
      this.#gatheredBytes = 0;
      this.#batch = this.#typed(() => this.#writeAll(pieces, position));
      await this.#batch;
      for (const piece of pieces) this.#giveBack(piece);
    }
    this.#writing = undefined;
  }

  async #writeAll(pieces: readonly Uint8Array[], start: number): Promise<void> {
    for (let [left, position] = [pieces, start]; left.length > 0; ) {
      const { bytesWritten } = await this.#file.writev(left, position);
      assert(bytesWritten > 0, 'a write writes something');
      left = behind(left, bytesWritten);
      position += bytesWritten;
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

/** Leaves bytes to the garbage collector. */
function leave(): void {
  /* nothing has to be done for that */
}

/** What is left of pieces behind their first bytes. */
function behind(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let skipped = bytes;
  return pieces.flatMap((piece) => {
    const left = piece.subarray(skipped);
    skipped -= piece.length - left.length;
    return left.length === 0 ? [] : [left];
  });
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
