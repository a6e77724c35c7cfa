import { closeSync, openSync } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { scheduler } from 'node:timers/promises';
import { QForgeError } from '../base/index.ts';
import { systemErrorCode } from '../crypto/index.ts';
import { typedWriteError } from './file-errors.ts';

const RETRY_MS = 10;
/** How often the file may be removed and made again between looking and locking. */
const MAX_RACES = 100;
/** `SQLITE_BUSY` in the list of result codes of SQLite. */
const SQLITE_BUSY = 5;

/**
 * A lock that one process of the machine holds, by name of a file, until it lets go or dies.
 *
 * The file is an empty SQLite database inside a transaction that never writes. So the lock is the kernel's: it is gone
 * with its process however that ends, and there is no stale lock to judge by process numbers.
 * Two locks of one process on the same file exclude each other as well.
 */
export class LockFile implements AsyncDisposable {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #removeAfter: boolean;

  private constructor(path: string, database: DatabaseSync, removeAfter: boolean) {
    this.#path = path;
    this.#database = database;
    this.#removeAfter = removeAfter;
  }

  /** The lock, or undefined if somebody holds it. Throws `FILE_UNWRITABLE` and `DISK_FULL`. */
  static async tryAcquire(path: string, options: { removeAfter: boolean }): Promise<LockFile | undefined> {
    // Loaded on use: who never writes never pays for it.
    const { DatabaseSync } = await import('node:sqlite');
    for (let race = 0; race < MAX_RACES; race += 1) {
      const before = await identityOf(path);
      const database = new DatabaseSync(path, { open: false, timeout: 0 });
      if (!begin(database, path)) return undefined;
      // The former holder may have removed the file just now: then this lock is on a file that nobody else will find.
      if (before === (await identityOrMissing(path))) return new LockFile(path, database, options.removeAfter);
      database.close();
    }
    return undefined;
  }

  /** The lock, after waiting up to `timeoutMs` for its holder. Throws `FILE_BUSY` and what `tryAcquire` throws. */
  static async acquire(path: string, timeoutMs: number): Promise<LockFile> {
    for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
      const lock = await LockFile.tryAcquire(path, { removeAfter: false });
      if (lock !== undefined) return lock;
      if (waitedMs >= timeoutMs) throw new QForgeError('FILE_BUSY', { path });
      // Not by the clock that is handed in: its timers would let the process end while it waits.
      await scheduler.wait(RETRY_MS);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      // Removed while it is still held: whoever opened it before finds that its name leads elsewhere now.
      if (this.#removeAfter) await rm(this.#path, { force: true });
    } finally {
      this.#database.close();
    }
  }
}

/** Takes the lock; false if it is held. */
function begin(database: DatabaseSync, path: string): boolean {
  try {
    database.open();
    // The journal in memory, so that no second file appears.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
    return true;
  } catch (error) {
    if (database.isOpen) database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return false;
    throw new QForgeError('FILE_UNWRITABLE', { path, reason: 'it cannot be locked' }, { cause: error });
  }
}

/**
 * What tells this file from every other of the same name, made first if there is none.
 */
async function identityOf(path: string): Promise<string> {
  for (let race = 0; race < MAX_RACES; race += 1) {
    const identity = await identityOrMissing(path);
    if (identity !== undefined) return identity;
    create(path);
  }
  throw new QForgeError('FILE_BUSY', { path });
}

async function identityOrMissing(path: string): Promise<string | undefined> {
  try {
    const status = await lstat(path, { bigint: true });
    if (!status.isFile()) throw new QForgeError('FILE_UNWRITABLE', { path, reason: 'it is not a regular file' });
    return `${status.dev} ${status.ino} ${status.birthtimeNs}`;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw typedWriteError(path, error);
  }
}

/**
 * Makes the file, in one turn of the event loop.
 *
 * Closing any descriptor of a locked file undoes the lock of its process (POSIX fcntl), so nobody may lock it in between.
 */
function create(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw typedWriteError(path, error);
  }
}
