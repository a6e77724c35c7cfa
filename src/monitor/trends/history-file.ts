import { chmodSync, closeSync, openSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { QForgeError } from '../../base/index.ts';
import { historyTiers } from './history-tiers.ts';

/** Series that a file follows; more are left out. */
export const MAX_HISTORY_SERIES = 512;
/** Pages of 4,096 bytes that a file may have: 256 MiB. */
export const MAX_HISTORY_PAGES = 65_536;

/** Some values of a series, together. */
export interface HistoryPoint {
  /** When they begin, in milliseconds since 1970. */
  readonly atMs: number;
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

const OWNER_ONLY = 0o600;
/** "QFMH", and the version of the tables. */
const APPLICATION_ID = 0x51_46_4d_48;
const TABLES_VERSION = 1;

const TABLES = `
  CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE points (
    tier INTEGER NOT NULL, series INTEGER NOT NULL, at INTEGER NOT NULL,
    count INTEGER NOT NULL, sum REAL NOT NULL, least REAL NOT NULL, most REAL NOT NULL,
    PRIMARY KEY (tier, series, at)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

const ADD = `INSERT INTO points VALUES (?, ?, ?, 1, ?, ?, ?)
  ON CONFLICT DO UPDATE SET count = count + 1, sum = sum + excluded.sum,
    least = min(least, excluded.least), most = max(most, excluded.most)`;

/**
 * Values of series over time in one SQLite file, in coarser and coarser points as they grow old; {@link historyTiers}.
 *
 * What was added is there after a crash of the process, whole moments at a time; a power cut may take the last few. One process has
 * the file at a time.
 */
export class HistoryFile implements Disposable {
  readonly #database: DatabaseSync;
  readonly #ids: Map<string, number>;
  readonly #add: StatementSync;
  readonly #read: StatementSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    const rows = database.prepare('SELECT name, id FROM series').all();
    this.#ids = new Map(rows.map(({ name, id }) => [String(name), Number(id)]));
    this.#add = database.prepare(ADD);
    this.#read = database.prepare(
      `SELECT at, count, sum, least, most FROM points WHERE tier = ? AND series = ? AND at >= ? AND at <= ? ORDER BY at`,
    );
  }

  /** Opens or makes the file; `:memory:` is one that dies with the process. Throws `HISTORY_BUSY`, `HISTORY_DAMAGED`, `HISTORY_UNAVAILABLE`. */
  static open(path: string): HistoryFile {
    // Loaded on use: whoever keeps no history never pays for it.
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    let database: DatabaseSync | undefined;
    try {
      if (path !== ':memory:') makePrivate(path);
      database = new DatabaseSync(path, { timeout: 0 });
      prepare(database);
      return new HistoryFile(database);
    } catch (error) {
      database?.close();
      throw historyError(path, error);
    }
  }

  /** Names of all series that have points, in the order in which they came. */
  get series(): readonly string[] {
    return [...this.#ids.keys()];
  }

  /** Adds values of one moment: all of them or, if it throws, none. Throws `HISTORY_UNAVAILABLE`. */
  add(wallMs: number, values: ReadonlyMap<string, number>): void {
    this.#transaction(() => {
      for (const [name, value] of values) {
        const id = Number.isFinite(value) ? this.#idOf(name) : undefined;
        if (id === undefined) continue;
        for (const [tier, { stepMs }] of historyTiers.entries()) {
          this.#add.run(tier, id, Math.floor(wallMs / stepMs) * stepMs, value, value, value);
        }
      }
    });
  }

  /** Points of one tier from one time to another, oldest first; none for a series that is not known. */
  read(name: string, tier: number, fromMs: number, toMs: number): readonly HistoryPoint[] {
    const id = this.#ids.get(name);
    if (id === undefined) return [];
    return this.#read.all(tier, id, Math.floor(fromMs), Math.floor(toMs)).map((row) => ({
      atMs: Number(row['at']),
      mean: Number(row['sum']) / Number(row['count']),
      least: Number(row['least']),
      most: Number(row['most']),
    }));
  }

  /** Lets go what is older than its tier keeps, and series without points. Throws `HISTORY_UNAVAILABLE`. */
  forgetOld(wallMs: number): void {
    this.#transaction(() => {
      const drop = this.#database.prepare('DELETE FROM points WHERE tier = ? AND series = ? AND at < ?');
      for (const [tier, { keptMs }] of historyTiers.entries()) {
        for (const id of this.#ids.values()) drop.run(tier, id, Math.floor(wallMs - keptMs));
      }
      const empty = this.#database
        .prepare('DELETE FROM series WHERE id NOT IN (SELECT DISTINCT series FROM points) RETURNING name')
        .all();
      for (const { name } of empty) this.#ids.delete(String(name));
    });
  }

  /** Keeps a text under a key, beside the points: the state of what watches them. Throws `HISTORY_UNAVAILABLE`. */
  keep(key: string, text: string): void {
    this.#transaction(() => {
      this.#database.prepare('INSERT OR REPLACE INTO kept VALUES (?, ?)').run(key, text);
    });
  }

  /** The text that is kept under a key. */
  kept(key: string): string | undefined {
    const row = this.#database.prepare('SELECT value FROM kept WHERE key = ?').get(key);
    return row === undefined ? undefined : String(row['value']);
  }

  /** Closes the file; once is enough. */
  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #idOf(name: string): number | undefined {
    const known = this.#ids.get(name);
    if (known !== undefined || this.#ids.size >= MAX_HISTORY_SERIES) return known;
    const { lastInsertRowid } = this.#database.prepare('INSERT INTO series (name) VALUES (?)').run(name);
    this.#ids.set(name, Number(lastInsertRowid));
    return Number(lastInsertRowid);
  }

  #transaction(action: () => void): void {
    const before = new Map(this.#ids);
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      action();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('ROLLBACK');
      this.#ids.clear();
      for (const [name, id] of before) this.#ids.set(name, id);
      throw historyError('the history', error);
    }
  }
}

/** An existing file is tightened too: values say who talks how much. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', OWNER_ONLY));
  chmodSync(path, OWNER_ONLY);
}

/** Exclusive: a second process must not mix its values into ours. */
function prepare(database: DatabaseSync): void {
  database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    PRAGMA max_page_count = ${MAX_HISTORY_PAGES}; BEGIN IMMEDIATE`);
  const [version, application] = [pragma(database, 'user_version'), pragma(database, 'application_id')];
  if (version === 0) {
    database.exec(`${TABLES} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${TABLES_VERSION};`);
  } else if (version !== TABLES_VERSION || application !== APPLICATION_ID) {
    throw new QForgeError('MALFORMED', { what: 'The history', reason: 'it is a file of another kind or version' });
  }
  database.exec('COMMIT');
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`SELECT ${name} AS value FROM pragma_${name}`).get()?.['value']);
}

/** Result codes of SQLite, the low byte of what it reports. */
const PRIMARY_CODE_MASK = 0xff;
const BUSY_CODES: readonly unknown[] = [5, 6];
const DAMAGED_CODES: readonly unknown[] = [11, 24, 26];

function historyError(path: string, error: unknown): unknown {
  const reason = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & PRIMARY_CODE_MASK : undefined;
  if (BUSY_CODES.includes(code)) return new QForgeError('HISTORY_BUSY', { path }, { cause: error });
  if (DAMAGED_CODES.includes(code) || (error instanceof QForgeError && error.code === 'MALFORMED')) {
    return new QForgeError('HISTORY_DAMAGED', { path, reason }, { cause: error });
  }
  const isClosed = error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE';
  const fromFile = code !== undefined || isClosed || (error instanceof Error && 'syscall' in error);
  return fromFile ? new QForgeError('HISTORY_UNAVAILABLE', { path, reason }, { cause: error }) : error;
}
