import type { StatementSync } from 'node:sqlite';
import { assert, ByteWriter, QForgeError, type SecretBytes, utf8 } from '../../base/index.ts';
import { type CryptoBackend, CryptoProtocols } from '../../crypto/index.ts';
import type { DeviceIdentity } from '../../handshake/index.ts';
import { SqliteFile, type SqliteFileOptions } from '../sqlite-file.ts';
import { hexIdBytes } from './hex-id.ts';
import type { Receipt } from './receipt-note.ts';
import { STATE_SCHEMA } from './state-schema.ts';

/** Messages that an outbox keeps at most, unless it is said otherwise. */
export const MAX_OUTBOX_MESSAGES = 10_000;

/** Bytes of envelopes that an outbox keeps at most, unless it is said otherwise. */
export const MAX_OUTBOX_BYTES: number = 256 * 1024 * 1024;

/** Messages that never arrived and are still listed; the oldest give way. */
export const MAX_UNDELIVERED = 1000;

/** For how long nobody else deposits a message that a process is depositing: longer than it tries. */
export const HAND_OVER_MS = 60_000;

/** No message is left alone for longer; a time further off was written under a clock that was wrong. */
export const MAX_PAUSE_MS = 259_200_000;

/**
 * Where a message of the outbox is. spec/sealed-messages §10
 *
 * `handed`: it is being deposited, or the process that did died. `waiting`: the mailbox did not answer. `deposited`: its receipt is awaited. `expired`:
 * that did not come in time. `damaged`: its record was changed on the disk.
 */
export type OutboxState = 'handed' | 'waiting' | 'deposited' | 'expired' | 'damaged';

/** What names a message on its way: its ID may have gone to others, too. */
export interface OutgoingKey {
  readonly recipient: string;
  readonly id: string;
}

/** A sealed message on its way. Wall-clock milliseconds. */
export interface OutgoingMail extends OutgoingKey {
  readonly envelope: Uint8Array;
  readonly expiresAtMs: number;
}

/** A message to deposit. */
export interface DueMail extends OutgoingMail {
  /** How often a mailbox has acknowledged it. */
  readonly deposits: number;
}

/** A line of the outbox. Wall-clock milliseconds. */
export interface OutboxEntry extends OutgoingKey {
  readonly state: OutboxState;
  readonly bytes: number;
  readonly handedAtMs: number;
  readonly expiresAtMs: number;
  /** When it is deposited next. */
  readonly nextAtMs: number;
  readonly deposits: number;
}

/** What an outbox holds that may still arrive. */
export interface OutboxUsage {
  readonly messages: number;
  readonly bytes: number;
  /** When the oldest was handed over. */
  readonly oldestAtMs: number | undefined;
}

/** What an outbox takes. */
export interface OutboxLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** What an outbox is opened with: the file of the device's `PrekeyVault`. */
export interface OutboxParts extends SqliteFileOptions {
  readonly path: string;
  readonly identity: DeviceIdentity;
  readonly backend: CryptoBackend;
  readonly limits?: Partial<OutboxLimits>;
}

const KEY_LABEL = utf8('qforge outbox v1');

/** What may still arrive. */
const ALIVE = "state IN ('handed', 'waiting', 'deposited')";

type StatementName =
  | 'size'
  | 'oldest'
  | 'ahead'
  | 'add'
  | 'due'
  | 'claim'
  | 'mark'
  | 'hold'
  | 'hash'
  | 'remove'
  | 'late'
  | 'bury'
  | 'trim'
  | 'list'
  | 'next';

/**
 * What this device has sent and no recipient has confirmed, on its disk. spec/sealed-messages §10
 *
 * Each change is on the disk when it returns. Envelopes are sealed to their recipients, and once more under a key derived from the signing secret, together
 * with what stands beside them: nothing is in the file that this device could read, and a changed record is found.
 */
export class Outbox implements Disposable {
  readonly #file: SqliteFile;
  readonly #backend: CryptoBackend;
  readonly #crypto: CryptoProtocols;
  readonly #key: SecretBytes;
  readonly #limits: OutboxLimits;
  readonly #statements: Readonly<Record<StatementName, StatementSync>>;

  private constructor(file: SqliteFile, { backend, limits }: OutboxParts, signingSecret: SecretBytes) {
    this.#file = file;
    this.#backend = backend;
    this.#crypto = new CryptoProtocols(backend);
    this.#key = this.#crypto.deriveKey(signingSecret, KEY_LABEL);
    this.#limits = { messages: MAX_OUTBOX_MESSAGES, bytes: MAX_OUTBOX_BYTES, ...limits };
    this.#statements = prepareStatements(file);
  }

  /** Opens or makes the file. Rejects with `SIGNING_KEY_AWAY`, `MAIL_STORE_*`. */
  static async open(parts: OutboxParts): Promise<Outbox> {
    const { path, identity } = parts;
    const { signingSecret, peerId } = identity;
    if (signingSecret === undefined) throw new QForgeError('SIGNING_KEY_AWAY', { peer: peerId });
    return new Outbox(await SqliteFile.open(path, STATE_SCHEMA, parts), parts, signingSecret);
  }

  /**
   * Keeps a message until it is removed. `behind`: an earlier one for its recipient waits, and it is due after that; else the caller deposits it.
   *
   * Throws `OUTBOX_FULL`, `MAIL_STORE_*`.
   */
  put(mail: OutgoingMail, receipt: SecretBytes, wallMs: number): 'first' | 'behind' {
    const { recipient, id, envelope, expiresAtMs } = mail;
    const receiptHash = this.#hashOf(receipt.expose());
    const sealed = this.#crypto.encrypt(this.#key, envelope, bindingOf(mail, receiptHash));
    return this.#file.transaction(() => {
      this.#assertRoom(envelope.length);
      const ahead = this.#statements.ahead.get(recipient)?.['next_ms'];
      const [state, nextMs] = ahead === undefined ? ['handed', wallMs + HAND_OVER_MS] : ['waiting', Number(ahead)];
      this.#statements.add.run(recipient, id, state, receiptHash, sealed, envelope.length, wallMs, expiresAtMs, nextMs);
      return ahead === undefined ? 'first' : 'behind';
    });
  }

  /**
   * The oldest that are to be deposited now, which are this caller's for {@link HAND_OVER_MS}; of one recipient in the order in which they were put, until each
   * has been deposited once. What was changed on the disk is marked so, and in `damaged`. Throws `MAIL_STORE_*`.
   */
  claimDue(wallMs: number, maxItems: number): { readonly due: readonly DueMail[]; readonly damaged: OutgoingKey[] } {
    return this.#file.transaction(() => {
      const rows = this.#statements.due.all(wallMs, wallMs + MAX_PAUSE_MS, maxItems) as unknown as readonly DueRow[];
      const damaged: OutgoingKey[] = [];
      const due = rows.flatMap((row) => {
        const mail = this.#unsealed(row);
        if (mail === undefined) {
          damaged.push({ recipient: row.recipient, id: row.id });
          this.#statements.bury.run('damaged', wallMs, row.recipient, row.id);
          return [];
        }
        this.#statements.claim.run(wallMs + HAND_OVER_MS, row.recipient, row.id);
        return [mail];
      });
      return { due, damaged };
    });
  }

  /** A mailbox has acknowledged a message; it is deposited again at `nextMs`. Throws `MAIL_STORE_*`. */
  markDeposited({ recipient, id }: OutgoingKey, nextMs: number): void {
    this.#file.transaction(() => this.#statements.mark.run('deposited', 1, nextMs, recipient, id));
  }

  /** A mailbox did not take a message; it and those that wait behind it are deposited at `nextMs`. Throws `MAIL_STORE_*`. */
  markWaiting({ recipient, id }: OutgoingKey, nextMs: number): void {
    this.#file.transaction(() => {
      this.#statements.mark.run('waiting', 0, nextMs, recipient, id);
      this.#statements.hold.run(nextMs, recipient);
    });
  }

  /** A mailbox takes no copy of a message that it had acknowledged; it alone is deposited again at `nextMs`. Throws `MAIL_STORE_*`. */
  putOff({ recipient, id }: OutgoingKey, nextMs: number): void {
    this.#file.transaction(() => this.#statements.mark.run('deposited', 0, nextMs, recipient, id));
  }

  /** Removes the message that a receipt of its recipient is for. Whether there was one; any other receipt does nothing. Throws `MAIL_STORE_*`. */
  confirm(recipient: string, { messageId, receipt }: Receipt): boolean {
    return this.#file.transaction(() => {
      const hash = this.#statements.hash.get(recipient, messageId)?.['receipt_hash'];
      if (!(hash instanceof Uint8Array) || !this.#backend.equalSecrets(hash, this.#hashOf(receipt))) return false;
      return Number(this.#statements.remove.run(recipient, messageId).changes) > 0;
    });
  }

  /** Removes a message, whatever becomes of its copies. Whether it was there. Throws `MAIL_STORE_*`. */
  remove({ recipient, id }: OutgoingKey): boolean {
    return this.#file.transaction(() => Number(this.#statements.remove.run(recipient, id).changes) > 0);
  }

  /** Lets go the envelopes of messages that have expired, which stay listed. Those that have just now. Throws `MAIL_STORE_*`. */
  expire(wallMs: number): readonly OutgoingKey[] {
    if (this.#statements.late.get(wallMs) === undefined) return [];
    return this.#file.transaction(() => {
      const rows = this.#statements.late.all(wallMs) as unknown as readonly OutgoingKey[];
      for (const { recipient, id } of rows) this.#statements.bury.run('expired', wallMs, recipient, id);
      this.#statements.trim.run(MAX_UNDELIVERED);
      return rows.map(({ recipient, id }) => ({ recipient, id }));
    });
  }

  /** Everything that was not confirmed, oldest first. Throws `MAIL_STORE_*`. */
  list(): readonly OutboxEntry[] {
    const rows = this.#file.read(() => this.#statements.list.all()) as unknown as readonly OutboxEntry[];
    return rows.map((row) => ({ ...row }));
  }

  /** How much may still arrive. Throws `MAIL_STORE_*`. */
  usage(): OutboxUsage {
    return this.#file.read(() => {
      const oldest = this.#statements.oldest.get()?.['handed_ms'];
      return { ...this.#size(), oldestAtMs: oldest === undefined ? undefined : Number(oldest) };
    });
  }

  /** When something is to be deposited or expires next; undefined when nothing is. Throws `MAIL_STORE_*`. */
  nextAtMs(): number | undefined {
    const next = this.#file.read(() => this.#statements.next.get())?.['value'];
    return typeof next === 'number' ? next : undefined;
  }

  [Symbol.dispose](): void {
    this.#key.wipe();
    this.#file[Symbol.dispose]();
  }

  #size(): Pick<OutboxUsage, 'messages' | 'bytes'> {
    return this.#statements.size.get() as { messages: number; bytes: number };
  }

  #assertRoom(more: number): void {
    const { messages, bytes } = this.#size();
    const full = (limit: string): QForgeError => new QForgeError('OUTBOX_FULL', { limit });
    if (messages >= this.#limits.messages) throw full(`${this.#limits.messages} messages`);
    if (bytes + more > this.#limits.bytes) throw full(`${this.#limits.bytes} bytes`);
  }

  #hashOf(receipt: Uint8Array): Uint8Array {
    return this.#backend.hash('SHA-256').digest(receipt);
  }

  /** A message as it was put; undefined if its record was changed. */
  #unsealed(row: DueRow): DueMail | undefined {
    const { recipient, id, expires_ms: expiresAtMs, receipt_hash: receiptHash, sealed, deposits } = row;
    try {
      const binding = bindingOf({ recipient, id, expiresAtMs }, receiptHash);
      assert(sealed instanceof Uint8Array, 'what may still arrive has its envelope');
      return { recipient, id, expiresAtMs, deposits, envelope: this.#crypto.decrypt(this.#key, sealed, binding) };
    } catch {
      return undefined;
    }
  }
}

interface DueRow extends OutgoingKey {
  readonly expires_ms: number;
  readonly receipt_hash: Uint8Array;
  readonly sealed: Uint8Array | null;
  readonly deposits: number;
}

/** What an envelope is sealed with on the disk: whoever changes it makes the record unreadable. */
function bindingOf(
  { recipient, id, expiresAtMs }: Omit<OutgoingMail, 'envelope'>,
  receiptHash: Uint8Array,
): Uint8Array {
  return new ByteWriter().bytes(hexIdBytes(id)).u64(expiresAtMs).bytes(receiptHash).bytes(utf8(recipient)).finish();
}

function prepareStatements(file: SqliteFile): Readonly<Record<StatementName, StatementSync>> {
  const prepare = (sql: string): StatementSync => file.prepare(sql);
  return {
    size: prepare(`SELECT count(*) AS messages, coalesce(sum(bytes), 0) AS bytes FROM outgoing WHERE ${ALIVE}`),
    oldest: prepare(`SELECT handed_ms FROM outgoing WHERE ${ALIVE} ORDER BY number LIMIT 1`),
    ahead: prepare("SELECT next_ms FROM outgoing WHERE recipient = ? AND state = 'waiting' ORDER BY number LIMIT 1"),
    add: prepare(
      `INSERT INTO outgoing (recipient, id, state, receipt_hash, sealed, bytes, handed_ms, expires_ms, next_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    due: prepare(
      `SELECT recipient, id, receipt_hash, sealed, expires_ms, deposits FROM outgoing AS one
       WHERE ${ALIVE} AND (next_ms <= ?1 OR next_ms > ?2) AND (state = 'deposited' OR NOT EXISTS (
         SELECT 1 FROM outgoing WHERE recipient = one.recipient AND state IN ('handed', 'waiting')
         AND number < one.number AND next_ms > ?1 AND next_ms <= ?2))
       ORDER BY number LIMIT ?3`,
    ),
    claim: prepare('UPDATE outgoing SET next_ms = ? WHERE recipient = ? AND id = ?'),
    // A message that was deposited once is not one that waits, whatever its mailbox answers later.
    mark: prepare(
      `UPDATE outgoing SET state = CASE WHEN state = 'deposited' THEN state ELSE ? END, deposits = deposits + ?, next_ms = ?
       WHERE recipient = ? AND id = ? AND ${ALIVE}`,
    ),
    hold: prepare("UPDATE outgoing SET next_ms = ? WHERE recipient = ? AND state = 'waiting'"),
    hash: prepare('SELECT receipt_hash FROM outgoing WHERE recipient = ? AND id = ?'),
    remove: prepare('DELETE FROM outgoing WHERE recipient = ? AND id = ?'),
    late: prepare(`SELECT recipient, id FROM outgoing WHERE expires_ms <= ? AND ${ALIVE}`),
    bury: prepare('UPDATE outgoing SET state = ?, sealed = NULL, next_ms = ? WHERE recipient = ? AND id = ?'),
    trim: prepare(
      `DELETE FROM outgoing WHERE state IN ('expired', 'damaged') AND number <=
       (SELECT number FROM outgoing WHERE state IN ('expired', 'damaged') ORDER BY number DESC LIMIT 1 OFFSET ?)`,
    ),
    list: prepare(
      `SELECT recipient, id, state, bytes, handed_ms AS handedAtMs, expires_ms AS expiresAtMs, next_ms AS nextAtMs, deposits
       FROM outgoing ORDER BY number`,
    ),
    next: prepare(`SELECT min(min(next_ms), min(expires_ms)) AS value FROM outgoing WHERE ${ALIVE}`),
  };
}
