import { closeSync, openSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isQForgeError, QForgeError } from '../base/index.ts';

/** What kind of file it is, and the statements that lead from one version of its tables to the next. */
export interface SqliteSchema {
  /** Marks the file as one of ours: `application_id`, 32 bits. */
  readonly applicationId: number;
  readonly versions: readonly string[];
}

/** How a file is opened. */
export interface SqliteFileOptions {
  /** Most pages of 4,096 bytes; default: as many as the disk takes. */
  readonly maxPages?: number;
}

const OWNER_ONLY = 0o600;
/** How long a transaction waits for one of another process. */
const BUSY_TIMEOUT_MS = 5000;

/** Result codes of SQLite, the low byte of what it reports. */
const PRIMARY_CODE_MASK = 0xff;
const SQLITE_FULL = 13;
const DAMAGED_CODES: readonly unknown[] = [11, 24, 26];

/**
 * A durable file of tables that several processes may share: every transaction is on the disk when it returns, and what is deleted is
 * overwritten. spec/mailboxes §6
 */
export class SqliteFile implements Disposable {
  readonly engine: string;
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync, engine: string) {
    this.#database = database;
    this.engine = engine;
  }

  /** Opens or makes the file; `:memory:` is one that dies with the process. Rejects with `MAIL_STORE_*`. */
  static async open(path: string, schema: SqliteSchema, options: SqliteFileOptions = {}): Promise<SqliteFile> {
    // Loaded on use: whoever only has channels never pays for it.
    const { DatabaseSync } = await import('node:sqlite');
    const engine = `sqlite:${path}`;
    let database: DatabaseSync | undefined;
    try {
      if (path !== ':memory:') closeSync(openSync(path, 'a', OWNER_ONLY));
      database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
      prepareFile(database, schema, options);
      return new SqliteFile(database, engine);
    } catch (error) {
      database?.close();
      throw storeError(engine, error);
    }
  }

  /** Does all of `action` or none of it; its writes last when this returns. Throws `MAIL_STORE_*`, or as the action does. */
  transaction<T>(action: () => T): T {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const result = action();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.isOpen && this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw storeError(this.engine, error);
    }
  }

  /** Reads outside a transaction. Throws `MAIL_STORE_*`. */
  read<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw storeError(this.engine, error);
    }
  }

  /** Leaves no older copy of what was deleted in the write-ahead log. */
  emptyLog(): void {
    this.read(() => this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  /** A statement to use again and again. */
  prepare(sql: string): StatementSync {
    return this.#database.prepare(sql);
  }

  /** Closes the file; once is enough. */
  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

function prepareFile(
  database: DatabaseSync,
  { applicationId, versions }: SqliteSchema,
  { maxPages }: SqliteFileOptions,
): void {
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON',
  );
  if (maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${maxPages}`);
  database.exec('BEGIN IMMEDIATE');
  const [version, id] = [pragma(database, 'user_version'), pragma(database, 'application_id')];
  if (version > versions.length) throw malformed('it is of a newer version');
  if (version > 0 && id !== applicationId) throw malformed('it is a file of another kind');
  for (const statements of versions.slice(version)) database.exec(statements);
  database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${versions.length}; COMMIT`);
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`SELECT ${name} AS value FROM pragma_${name}`).get()?.['value']);
}

function malformed(reason: string): QForgeError {
  return new QForgeError('MALFORMED', { what: 'The mail store', reason });
}

/** What SQLite and the file system report, as an error of the catalogue; others pass as they are. */
function storeError(engine: string, error: unknown): unknown {
  if (isQForgeError(error) && !isQForgeError(error, 'MALFORMED')) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & PRIMARY_CODE_MASK : undefined;
  const details = { engine, reason };
  if (isQForgeError(error) || DAMAGED_CODES.includes(code)) {
    return new QForgeError('MAIL_STORE_DAMAGED', details, { cause: error });
  }
  if (code === SQLITE_FULL) return new QForgeError('MAIL_STORE_FULL', details, { cause: error });
  const fromFile = code !== undefined || (error instanceof Error && 'syscall' in error);
  return fromFile ? new QForgeError('MAIL_STORE_UNAVAILABLE', details, { cause: error }) : error;
}
