import type { StatementSync } from 'node:sqlite';
import { QForgeError } from '../../base/index.ts';
import type { SqliteFile } from '../sqlite-file.ts';
import type { DeadLetter, DeadLetterReason } from './dead-letter.ts';
import {
  DEAD_LETTER_RETENTION_MS,
  DUPLICATE_WINDOW_MS,
  MAX_DEAD_LETTERS,
  type MailboxLimits,
} from './mailbox-limits.ts';
import type { Mail, MailKey } from './mailbox-store.ts';

type StatementName =
  | 'known'
  | 'ofSender'
  | 'total'
  | 'add'
  | 'count'
  | 'find'
  | 'empty'
  | 'expired'
  | 'forget'
  | 'bury'
  | 'trim'
  | 'decay';

/** A message that is dead from now on. */
type Buried = Omit<DeadLetter, 'diedAtMs'>;

interface FoundRow {
  readonly number: number;
  readonly recipient: string;
  readonly sender: string;
  readonly id: string;
  readonly bytes: number;
}

/** What goes into mailboxes and out of them for good. Call everything inside a transaction of the file. */
export class SqliteMailDesk {
  readonly #engine: string;
  readonly #statements: Readonly<Record<StatementName, StatementSync>>;

  constructor(file: SqliteFile) {
    this.#engine = file.engine;
    const prepare = (sql: string): StatementSync => file.prepare(sql);
    this.#statements = {
      known: prepare('SELECT 1 AS value FROM mail WHERE recipient = ? AND sender = ? AND id = ?'),
      ofSender: prepare(
        `SELECT count(*) AS messages, coalesce(sum(bytes), 0) AS bytes FROM mail
         WHERE recipient = ? AND sender = ? AND kind = ? AND envelope IS NOT NULL`,
      ),
      total: prepare('SELECT bytes AS value FROM total'),
      add: prepare(
        `INSERT INTO mail (recipient, sender, id, envelope, bytes, expires_ms, deposited_ms, leased_until_ms, kind)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)`,
      ),
      count: prepare('UPDATE total SET bytes = bytes + ?'),
      find: prepare(
        `SELECT number, recipient, sender, id, bytes FROM mail
         WHERE recipient = ? AND sender = ? AND id = ? AND envelope IS NOT NULL`,
      ),
      empty: prepare('UPDATE mail SET envelope = NULL WHERE number = ?'),
      expired: prepare(
        'SELECT number, recipient, sender, id, bytes FROM mail WHERE expires_ms <= ? AND envelope IS NOT NULL',
      ),
      forget: prepare('DELETE FROM mail WHERE deposited_ms <= ? AND envelope IS NULL'),
      bury: prepare(
        'INSERT INTO dead_letter (recipient, sender, id, bytes, reason, died_ms) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      trim: prepare(
        `DELETE FROM dead_letter WHERE recipient = ?1 AND number <=
         (SELECT number FROM dead_letter WHERE recipient = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)`,
      ),
      decay: prepare('DELETE FROM dead_letter WHERE died_ms <= ?'),
    };
  }

  /** Stores a message unless it is known. Throws `MAIL_QUOTA`, `MAIL_STORE_FULL`. */
  put(mail: Mail, limits: MailboxLimits, wallMs: number): 'stored' | 'duplicate' {
    const { recipient, sender, id, envelope, expiresAtMs, kind = 'message' } = mail;
    if (this.#statements.known.get(recipient, sender, id) !== undefined) return 'duplicate';
    this.#assertRoom(mail, limits);
    this.#statements.add.run(recipient, sender, id, envelope, envelope.length, expiresAtMs, wallMs, kind);
    this.#statements.count.run(envelope.length);
    return 'stored';
  }

  /** The recipient has taken a message. Returns whether it was there. */
  remove(owner: string, { sender, id }: MailKey): boolean {
    const row = this.#statements.find.get(owner, sender, id) as FoundRow | undefined;
    if (row !== undefined) this.#empty(row);
    return row !== undefined;
  }

  /** A message cannot be taken, ever. Returns what was buried. */
  bury(owner: string, { sender, id }: MailKey, reason: DeadLetterReason, wallMs: number): readonly Buried[] {
    const row = this.#statements.find.get(owner, sender, id) as FoundRow | undefined;
    return row === undefined ? [] : [this.#bury(row, reason, wallMs)];
  }

  /** Buries what has expired, and forgets what need not be known any more. Returns what was buried. */
  sweep(wallMs: number): readonly Buried[] {
    const expired = this.#statements.expired.all(wallMs) as unknown as readonly FoundRow[];
    const buried = expired.map((row) => this.#bury(row, 'expired', wallMs));
    this.#statements.forget.run(wallMs - DUPLICATE_WINDOW_MS);
    this.#statements.decay.run(wallMs - DEAD_LETTER_RETENTION_MS);
    return buried;
  }

  #assertRoom({ recipient, sender, envelope, kind = 'message' }: Mail, limits: MailboxLimits): void {
    const held = this.#statements.ofSender.get(recipient, sender, kind) as { messages: number; bytes: number };
    const quota = (limit: string): QForgeError => new QForgeError('MAIL_QUOTA', { recipient, limit });
    if (held.messages >= limits.senderMessages) throw quota(`${limits.senderMessages} messages wait already`);
    if (held.bytes + envelope.length > limits.senderBytes)
      throw quota(`more than ${limits.senderBytes} bytes would wait`);
    const total = Number(this.#statements.total.get()?.['value']);
    if (total + envelope.length > limits.totalBytes) {
      const reason = `all mailboxes together hold at most ${limits.totalBytes} bytes`;
      throw new QForgeError('MAIL_STORE_FULL', { engine: this.#engine, reason });
    }
  }

  #bury(row: FoundRow, reason: DeadLetterReason, wallMs: number): Buried {
    const { recipient, sender, id, bytes } = row;
    this.#empty(row);
    this.#statements.bury.run(recipient, sender, id, bytes, reason, wallMs);
    this.#statements.trim.run(recipient, MAX_DEAD_LETTERS);
    return { recipient, sender, id, bytes, reason };
  }

  #empty({ number, bytes }: FoundRow): void {
    this.#statements.empty.run(number);
    this.#statements.count.run(-bytes);
  }
}
