import type { StatementSync } from 'node:sqlite';
import {
  type Clock,
  type EventListener,
  ListenerFailures,
  type Logger,
  type MetricsSink,
  QForgeError,
  silentLogger,
} from '../../base/index.ts';
import { SqliteFile, type SqliteFileOptions } from '../sqlite-file.ts';
import type { DeadLetter, DeadLetterReason } from './dead-letter.ts';
import type { MailboxEvent } from './mailbox-event.ts';
import { MailboxEvents } from './mailbox-events.ts';
import {
  DEFAULT_COLLECT_ITEMS,
  DEFAULT_LEASE_MS,
  defaultMailboxLimits,
  MAX_ENVELOPE_BYTES,
  MAX_LISTED,
  type MailboxLimits,
} from './mailbox-limits.ts';
import type {
  CollectOptions,
  Mail,
  MailboxStore,
  MailboxUsage,
  MailKey,
  MailSummary,
  StoredMail,
} from './mailbox-store.ts';
import { SqliteMailDesk } from './sqlite-mail-desk.ts';
import { MAIL_SCHEMA } from './sqlite-mail-schema.ts';

/** How often a mailbox of a file is looked at: another process may have put something in. */
export const WATCH_INTERVAL_MS = 500;

/** What the mailboxes of a file are opened with. */
export interface SqliteMailboxOptions extends SqliteFileOptions {
  readonly clock: Clock;
  readonly limits?: Partial<MailboxLimits>;
  /** Hears of listeners that throw. Default: nobody does. */
  readonly logger?: Logger;
  /** Counts them. Default: nowhere. */
  readonly metrics?: MetricsSink;
}

type StatementName = 'lease' | 'collect' | 'list' | 'usage' | 'dead' | 'deadCount';

/** Mailboxes in one SQLite file, which processes of one machine may share. spec/mailboxes §2, §6 */
export class SqliteMailboxes implements MailboxStore {
  readonly engine: string;
  readonly #file: SqliteFile;
  readonly #clock: Clock;
  readonly #limits: MailboxLimits;
  readonly #desk: SqliteMailDesk;
  readonly #events: MailboxEvents;
  readonly #statements: Readonly<Record<StatementName, StatementSync>>;
  readonly #watchers = new Map<() => void, string>();
  #isClosed = false;

  private constructor(file: SqliteFile, { clock, limits, logger = silentLogger, metrics }: SqliteMailboxOptions) {
    this.engine = file.engine;
    this.#file = file;
    this.#clock = clock;
    this.#limits = { ...defaultMailboxLimits, ...limits };
    this.#desk = new SqliteMailDesk(file);
    this.#events = new MailboxEvents(new ListenerFailures(logger, metrics), clock);
    const prepare = (sql: string): StatementSync => file.prepare(sql);
    this.#statements = {
      collect: prepare(
        `SELECT *, handed_out - 2 AS deliveries FROM mail
         WHERE recipient = ? AND envelope IS NOT NULL AND leased_until_ms <= ? ORDER BY number LIMIT ?`,
      ),
      lease: prepare('UPDATE mail SET leased_until_ms = ?, handed_out = handed_out + 1 WHERE number = ?'),
      list: prepare(
        `SELECT sender, id, recipient, bytes, expires_ms, deposited_ms, handed_out - 2 AS deliveries FROM mail
         WHERE recipient = ? AND envelope IS NOT NULL ORDER BY number LIMIT ?`,
      ),
      usage: prepare(
        'SELECT count(*) AS messages, coalesce(sum(bytes), 0) AS bytes FROM mail WHERE recipient = ? AND envelope IS NOT NULL',
      ),
      dead: prepare('SELECT * FROM dead_letter WHERE recipient = ? ORDER BY number DESC LIMIT ?'),
      deadCount: prepare('SELECT count(*) AS value FROM dead_letter WHERE recipient = ?'),
    };
  }

  /** Opens or makes the file. Rejects with `MAIL_STORE_*`. */
  static async open(path: string, options: SqliteMailboxOptions): Promise<SqliteMailboxes> {
    return new SqliteMailboxes(await SqliteFile.open(path, MAIL_SCHEMA, options), options);
  }

  deposit(mail: Mail): Promise<'stored' | 'duplicate'> {
    return this.#events.deposit(mail, () => this.#put(mail));
  }

  #put(mail: Mail): Promise<'stored' | 'duplicate'> {
    return this.#do((wallMs) => {
      const { envelope, id, expiresAtMs } = mail;
      if (envelope.length > MAX_ENVELOPE_BYTES) {
        throw new QForgeError('SEALED_TOO_LARGE', { bytes: envelope.length, limitBytes: MAX_ENVELOPE_BYTES });
      }
      if (expiresAtMs <= wallMs) throw new QForgeError('SEALED_EXPIRED', { id });
      const outcome = this.#desk.put(mail, this.#limits, wallMs);
      if (outcome === 'stored') this.#wake(mail.recipient);
      return outcome;
    });
  }

  async collect(owner: string, options: CollectOptions = {}): Promise<readonly StoredMail[]> {
    const { maxItems = DEFAULT_COLLECT_ITEMS, leaseMs = DEFAULT_LEASE_MS } = options;
    const mails = await this.#do((wallMs) => {
      const rows = this.#statements.collect.all(owner, wallMs, maxItems) as unknown as readonly MailRow[];
      for (const { number } of rows) this.#statements.lease.run(wallMs + leaseMs, number);
      return rows.map((row) => ({ ...summaryOf({ ...row, deliveries: row.deliveries + 1 }), envelope: row.envelope }));
    });
    this.#events.collected(mails);
    return mails;
  }

  async acknowledge(owner: string, { sender, id }: MailKey): Promise<void> {
    const wasThere = await this.#do(() => this.#desk.remove(owner, { sender, id }));
    if (wasThere) this.#events.acknowledged({ recipient: owner, sender, id });
  }

  async refuse(owner: string, key: MailKey, reason: DeadLetterReason): Promise<void> {
    this.#events.deadLettered(await this.#do((wallMs) => this.#desk.bury(owner, key, reason, wallMs)));
  }

  onEvent(listener: EventListener<MailboxEvent>): () => void {
    return this.#events.listen(listener);
  }

  list(owner: string): Promise<readonly MailSummary[]> {
    return this.#do(() => {
      const rows = this.#statements.list.all(owner, MAX_LISTED) as unknown as readonly SummaryRow[];
      return rows.map((row) => ({ ...summaryOf(row), bytes: row.bytes }));
    });
  }

  deadLetters(owner: string): Promise<readonly DeadLetter[]> {
    return this.#do(() => {
      const rows = this.#statements.dead.all(owner, MAX_LISTED) as unknown as readonly DeadRow[];
      return rows.map(({ sender, id, recipient, bytes, reason, died_ms }) => {
        return { sender, id, recipient, bytes, reason, diedAtMs: died_ms };
      });
    });
  }

  usage(owner: string): Promise<MailboxUsage> {
    return this.#do(() => {
      const { messages, bytes } = this.#statements.usage.get(owner) as { messages: number; bytes: number };
      return { messages, bytes, deadLetters: Number(this.#statements.deadCount.get(owner)?.['value']) };
    });
  }

  watch(owner: string, onMail: () => void): Promise<() => void> {
    const tell = (): void => onMail();
    this.#watchers.set(tell, owner);
    const again = (): void => {
      if (!this.#watchers.has(tell) || this.#isClosed) return;
      tell();
      this.#clock.schedule(WATCH_INTERVAL_MS, again);
    };
    this.#clock.schedule(0, again);
    return Promise.resolve(() => {
      this.#watchers.delete(tell);
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#watchers.clear();
    this.#file[Symbol.dispose]();
    return Promise.resolve();
  }

  /** One transaction, in which nothing is expired. */
  #do<T>(action: (wallMs: number) => T): Promise<T> {
    return new Promise((resolve) => {
      if (this.#isClosed)
        throw new QForgeError('MAIL_STORE_UNAVAILABLE', { engine: this.engine, reason: 'it is closed' });
      const wallMs = this.#clock.wallMs();
      const { buried, result } = this.#file.transaction(() => {
        return { buried: this.#desk.sweep(wallMs), result: action(wallMs) };
      });
      this.#events.deadLettered(buried);
      resolve(result);
    });
  }

  #wake(recipient: string): void {
    for (const [tell, owner] of this.#watchers) if (owner === recipient) this.#clock.schedule(0, tell);
  }
}

interface SummaryRow {
  readonly sender: string;
  readonly id: string;
  readonly recipient: string;
  readonly bytes: number;
  readonly expires_ms: number;
  readonly deposited_ms: number;
  readonly deliveries: number;
}

interface MailRow extends SummaryRow {
  readonly number: number;
  readonly envelope: Uint8Array;
}

interface DeadRow {
  readonly sender: string;
  readonly id: string;
  readonly recipient: string;
  readonly bytes: number;
  readonly reason: DeadLetterReason;
  readonly died_ms: number;
}

function summaryOf(row: SummaryRow): Omit<StoredMail, 'envelope'> {
  const { sender, id, recipient, expires_ms, deposited_ms, deliveries } = row;
  return { sender, id, recipient, expiresAtMs: expires_ms, depositedAtMs: deposited_ms, deliveries };
}
