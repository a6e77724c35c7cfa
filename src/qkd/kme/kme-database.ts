import { closeSync, existsSync, openSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { QForgeError } from '../../base/index.ts';
import type { NewProtection, PoolKeyFile } from './pool-key-file.ts';
import { prepareTables } from './pool-schema.ts';
import { dataKeyMadeMs, openPoolSeal, type RekeyReport, rekeyPool } from './pool-seal.ts';
import type { RowSealer } from './row-sealer.ts';

const OWNER_ONLY = 0o600;
/** Result codes of SQLite, the low byte of what it reports. */
const SQLITE_BUSY = 5;
const DAMAGED_CODES: readonly unknown[] = [11, 24, 26];
const PRIMARY_CODE_MASK = 0xff;

/** What a pool is opened with. */
export interface KmeDatabaseKeys {
  /** The ID of the key manager. */
  readonly kme: string;
  readonly keyFile: PoolKeyFile;
  /** When a data key that is made now was made. */
  readonly wallMs: number;
}

/**
 * The durable state of one key manager: what it holds, and what it has given to whom. Keys are in it as its sealer seals them.
 *
 * Every transaction is on the disk when it returns. One process holds the file at a time.
 */
export class KmeDatabase implements Disposable {
  /** Seals what is written as a key's bytes, and opens what is read. */
  readonly sealer: RowSealer;
  readonly #database: DatabaseSync;
  readonly #path: string;

  private constructor(database: DatabaseSync, path: string, sealer: RowSealer) {
    this.#database = database;
    this.#path = path;
    this.sealer = sealer;
  }

  /**
   * Opens or makes the file, and makes its key file with it. What an older version has left unsealed is sealed first.
   *
   * Throws `KEY_POOL_BUSY`, `KEY_POOL_DAMAGED`, `KEY_POOL_UNWRITABLE`; `KEY_POOL_LOCKED` without the right key file, and as {@link openPoolSeal}.
   */
  static async open(path: string, keys: KmeDatabaseKeys): Promise<KmeDatabase> {
    // Loaded on use: whoever only takes keys from a key manager never pays for it.
    const { DatabaseSync } = await import('node:sqlite');
    let database: DatabaseSync | undefined;
    try {
      closeSync(openSync(path, 'a', OWNER_ONLY));
      database = new DatabaseSync(path, { timeout: 0 });
      const sealer = await openPoolSeal(database, prepareTables(database), { path, ...keys });
      return new KmeDatabase(database, path, sealer);
    } catch (error) {
      database?.close();
      throw poolError(path, error);
    }
  }

  /**
   * Gives a pool that nobody has open new keys: a new data key, and a new wrapping key in the key file. Nothing in the pool is lost, whatever
   * is killed when; the next `open` ends what was begun. docs/adr/0231
   *
   * Throws `KEY_POOL_MISSING`, `KEY_POOL_BUSY`, and as `open` and {@link rekeyPool}.
   */
  static async rekey(path: string, keys: KmeDatabaseKeys, protection: NewProtection): Promise<RekeyReport> {
    if (!existsSync(path)) throw new QForgeError('KEY_POOL_MISSING', { path });
    using opened = await KmeDatabase.open(path, keys);
    try {
      return await rekeyPool(opened.#database, opened.sealer, { path, ...keys }, protection);
    } catch (error) {
      throw poolError(path, error);
    }
  }

  /** When the data key was made, in milliseconds of wall time; undefined for one from before that was noted. */
  get dataKeyMadeMs(): number | undefined {
    return dataKeyMadeMs(this.#database);
  }

  /** Does all of `action` or none of it; its writes last when this returns. Throws as `open`. */
  transaction<T>(action: () => T): T {
    this.#run(() => this.#database.exec('BEGIN IMMEDIATE'));
    try {
      const result = action();
      this.#run(() => this.#database.exec('COMMIT'));
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw poolError(this.#path, error);
    }
  }

  /** A statement to use again and again. */
  prepare(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }

  /** Closes the file and lets go of it; once is enough. */
  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
    this.sealer[Symbol.dispose]();
  }

  #run(action: () => void): void {
    try {
      action();
    } catch (error) {
      throw poolError(this.#path, error);
    }
  }
}

/** What SQLite and the file system report, as an error of the catalogue; others pass as they are. */
function poolError(path: string, error: unknown): unknown {
  if (error instanceof QForgeError && error.code !== 'MALFORMED') return error;
  const reason = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & PRIMARY_CODE_MASK : undefined;
  if (code === SQLITE_BUSY) return new QForgeError('KEY_POOL_BUSY', { path }, { cause: error });
  if (error instanceof QForgeError || DAMAGED_CODES.includes(code)) {
    return new QForgeError('KEY_POOL_DAMAGED', { path, reason }, { cause: error });
  }
  const fromFile = code !== undefined || (error instanceof Error && 'syscall' in error);
  return fromFile ? new QForgeError('KEY_POOL_UNWRITABLE', { path, reason }, { cause: error }) : error;
}
