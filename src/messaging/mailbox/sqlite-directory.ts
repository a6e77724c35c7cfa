import type { StatementSync } from 'node:sqlite';
import { type Clock, QForgeError } from '../../base/index.ts';
import { SqliteFile, type SqliteFileOptions } from '../sqlite-file.ts';
import type { Directory, DirectoryPrekey, PrekeyPublication } from './directory.ts';
import { MAX_ONE_TIME_PREKEYS, MAX_SIGNED_PREKEY_BYTES } from './mailbox-limits.ts';
import { MAIL_SCHEMA } from './sqlite-mail-schema.ts';

type StatementName = 'replace' | 'add' | 'first' | 'remove' | 'last' | 'count' | 'expire' | 'drop' | 'dropLast';

/** The directory in one SQLite file, which may be that of the mailboxes. spec/mailboxes §3, §6 */
export class SqliteDirectory implements Directory {
  readonly #file: SqliteFile;
  readonly #clock: Clock;
  readonly #statements: Readonly<Record<StatementName, StatementSync>>;

  private constructor(file: SqliteFile, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
    const prepare = (sql: string): StatementSync => file.prepare(sql);
    this.#statements = {
      replace: prepare(
        `INSERT INTO last_resort (owner, signed, expires_ms) VALUES (?, ?, ?)
         ON CONFLICT (owner) DO UPDATE SET signed = excluded.signed, expires_ms = excluded.expires_ms`,
      ),
      add: prepare('INSERT INTO prekey (owner, id, signed, expires_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'),
      first: prepare('SELECT number, signed FROM prekey WHERE owner = ? ORDER BY number LIMIT 1'),
      remove: prepare('DELETE FROM prekey WHERE number = ?'),
      last: prepare('SELECT signed FROM last_resort WHERE owner = ? AND expires_ms > ?'),
      count: prepare('SELECT count(*) AS value FROM prekey WHERE owner = ?'),
      expire: prepare('DELETE FROM prekey WHERE owner = ? AND expires_ms <= ?'),
      drop: prepare('DELETE FROM prekey WHERE owner = ?'),
      dropLast: prepare('DELETE FROM last_resort WHERE owner = ?'),
    };
  }

  /** Opens or makes the file. Rejects with `MAIL_STORE_*`. */
  static async open(
    path: string,
    { clock, ...options }: SqliteFileOptions & { readonly clock: Clock },
  ): Promise<SqliteDirectory> {
    return new SqliteDirectory(await SqliteFile.open(path, MAIL_SCHEMA, options), clock);
  }

  publish(owner: string, { lastResort, oneTime = [] }: PrekeyPublication): Promise<void> {
    return this.#do(owner, () => {
      for (const prekey of lastResort === undefined ? oneTime : [lastResort, ...oneTime]) assertLength(prekey);
      if (lastResort !== undefined) {
        this.#statements.replace.run(owner, lastResort.signedPrekey, lastResort.expiresAtMs);
      }
      for (const { id, signedPrekey, expiresAtMs } of oneTime) {
        this.#statements.add.run(owner, id, signedPrekey, expiresAtMs);
      }
      if (this.#count(owner) <= MAX_ONE_TIME_PREKEYS) return;
      throw new QForgeError('MAIL_QUOTA', { recipient: owner, limit: `${MAX_ONE_TIME_PREKEYS} one-time prekeys` });
    });
  }

  take(owner: string): Promise<Uint8Array | undefined> {
    return this.#do(owner, (wallMs) => {
      const first = this.#statements.first.get(owner);
      if (first !== undefined) this.#statements.remove.run(Number(first['number']));
      const signed = (first ?? this.#statements.last.get(owner, wallMs))?.['signed'];
      return signed instanceof Uint8Array ? signed : undefined;
    });
  }

  remaining(owner: string): Promise<number> {
    return this.#do(owner, () => this.#count(owner));
  }

  withdraw(owner: string): Promise<void> {
    return this.#do(owner, () => {
      this.#statements.drop.run(owner);
      this.#statements.dropLast.run(owner);
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#file[Symbol.dispose]();
    return Promise.resolve();
  }

  #count(owner: string): number {
    return Number(this.#statements.count.get(owner)?.['value']);
  }

  /** One transaction, in which no prekey of the owner is expired. */
  #do<T>(owner: string, action: (wallMs: number) => T): Promise<T> {
    return new Promise((resolve) => {
      const wallMs = this.#clock.wallMs();
      resolve(
        this.#file.transaction(() => {
          this.#statements.expire.run(owner, wallMs);
          return action(wallMs);
        }),
      );
    });
  }
}

function assertLength({ signedPrekey }: DirectoryPrekey): void {
  if (signedPrekey.length <= MAX_SIGNED_PREKEY_BYTES) return;
  throw new QForgeError('SEALED_TOO_LARGE', { bytes: signedPrekey.length, limitBytes: MAX_SIGNED_PREKEY_BYTES });
}
