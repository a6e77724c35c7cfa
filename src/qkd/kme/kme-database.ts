import { closeSync, openSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { QForgeError } from '../../base/index.ts';
import type { PoolKeyFile } from './pool-key-file.ts';
import { openPoolSeal } from './pool-seal.ts';
import type { RowSealer } from './row-sealer.ts';

const OWNER_ONLY = 0o600;
const PLAIN_SCHEMA_VERSION = 3;
/** From this version on no key's bytes are in the file as they are. docs/adr/0216 */
const SCHEMA_VERSION = 4;

/** Result codes of SQLite, the low byte of what it reports. */
const SQLITE_BUSY = 5;
const DAMAGED_CODES: readonly unknown[] = [11, 24, 26];
const PRIMARY_CODE_MASK = 0xff;

// A unit is the smallest piece of a link's key; it is there until it is used, by whichever end owns its number.
// A key whose bytes are gone is a tombstone. spec/kme §3
const SCHEMA = `
  CREATE TABLE link (
    peer TEXT PRIMARY KEY, next_unit INTEGER NOT NULL, blocks INTEGER NOT NULL, qber REAL, key_rate REAL, simulated INTEGER
  ) STRICT;
  CREATE TABLE unit (
    peer TEXT NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL, expires_ms INTEGER NOT NULL,
    PRIMARY KEY (peer, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE key (
    id TEXT PRIMARY KEY, master TEXT NOT NULL, bytes BLOB, simulated INTEGER NOT NULL, expires_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE recipient (
    key_id TEXT NOT NULL REFERENCES key (id) ON DELETE CASCADE, sae TEXT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (key_id, sae)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX unit_expiry ON unit (expires_ms);
  CREATE INDEX key_expiry ON key (expires_ms);
`;

// Version 2. A chunk is a key of the ledger under a number; only the key manager that makes a stream has them. spec/kme §6
const STREAM_SCHEMA = `
  CREATE TABLE stream (
    id TEXT PRIMARY KEY, sae TEXT NOT NULL, peer_sae TEXT NOT NULL, peer_kme TEXT NOT NULL, qos TEXT NOT NULL,
    min_bps INTEGER NOT NULL, is_open INTEGER NOT NULL DEFAULT 1, peer_open INTEGER NOT NULL DEFAULT 0,
    next_index INTEGER NOT NULL DEFAULT 0, made INTEGER NOT NULL DEFAULT 0, used_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE chunk (
    stream TEXT NOT NULL REFERENCES stream (id) ON DELETE CASCADE, number INTEGER NOT NULL, key_id TEXT NOT NULL,
    expires_ms INTEGER NOT NULL, PRIMARY KEY (stream, number)
  ) STRICT, WITHOUT ROWID;
`;

// Version 3. What is known of the fibre. spec/kme §2.3
const FIBRE_SCHEMA = `
  ALTER TABLE link ADD COLUMN length_km REAL;
  ALTER TABLE link ADD COLUMN loss_db REAL;
  ALTER TABLE link ADD COLUMN pulse_rate_hz REAL;
`;

/** What a pool is opened with. */
export interface KmeDatabaseKeys {
  /** The ID of the key manager. */
  readonly kme: string;
  readonly keyFile: PoolKeyFile;
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
      const version = prepareFile(database);
      const sealer = await openPoolSeal(database, { path, isSealed: version === SCHEMA_VERSION, ...keys });
      return new KmeDatabase(database, path, sealer);
    } catch (error) {
      database?.close();
      throw poolError(path, error);
    }
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

/** Makes the tables of a new file up to those of the seal, and takes it for this process alone. Gives the version that it has. */
function prepareFile(database: DatabaseSync): number {
  // What is deleted is overwritten in the file; the lock stays from the first use to the end.
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;
  `);
  database.exec('BEGIN IMMEDIATE');
  const { version } = database.prepare('SELECT user_version AS version FROM pragma_user_version').get() as {
    version: number;
  };
  const missing = [SCHEMA, STREAM_SCHEMA, FIBRE_SCHEMA].slice(version);
  for (const schema of missing) database.exec(schema);
  if (missing.length > 0) database.exec(`PRAGMA user_version = ${PLAIN_SCHEMA_VERSION}`);
  database.exec('COMMIT');
  if (version > SCHEMA_VERSION)
    throw new QForgeError('MALFORMED', { what: 'The key pool', reason: 'it is of a newer version' });
  return Math.max(version, PLAIN_SCHEMA_VERSION);
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
