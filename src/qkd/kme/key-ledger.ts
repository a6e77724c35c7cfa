import type { StatementSync } from 'node:sqlite';
import { QForgeError, type SecretBytes } from '../../base/index.ts';
import { ETSI_MESSAGES } from '../etsi/etsi-messages.ts';
import type { KmeDatabase } from './kme-database.ts';
import type { RowSealer } from './row-sealer.ts';
import { keyRow } from './sealed-rows.ts';

/** A key that a key manager has assigned, with those who are to get it from here. */
export interface LedgerKey {
  readonly keyId: string;
  readonly master: string;
  readonly key: SecretBytes;
  readonly simulated: boolean;
}

/** What a recipient is to a key. */
type RecipientState = 'waiting' | 'delivered' | 'void';

interface FoundRow {
  readonly master: string;
  readonly bytes: Uint8Array | null;
  readonly simulated: number;
  readonly expires_ms: number;
  readonly state: RecipientState | null;
}

type StatementName = 'add' | 'addRecipient' | 'find' | 'mark' | 'empty' | 'void' | 'expire' | 'forget';

/**
 * Which key went to whom. A recipient gets a key once; the bytes go when the last one has it, the entry stays for a while.
 *
 *     (none) --add--> waiting --collect--> delivered
 *                        \----void, expiry--> void            spec/kme §3.2
 *
 * Call everything inside a transaction of the database.
 */
export class KeyLedger {
  readonly #kme: string;
  readonly #sealer: RowSealer;
  readonly #statements: Readonly<Record<StatementName, StatementSync>>;

  constructor(database: KmeDatabase, kme: string) {
    this.#kme = kme;
    this.#sealer = database.sealer;
    this.#statements = {
      add: database.prepare('INSERT INTO key (id, master, bytes, simulated, expires_ms) VALUES (?, ?, ?, ?, ?)'),
      addRecipient: database.prepare("INSERT INTO recipient (key_id, sae, state) VALUES (?, ?, 'waiting')"),
      find: database.prepare(
        `SELECT master, bytes, simulated, expires_ms, state FROM key
         LEFT JOIN recipient ON key_id = id AND sae = ? WHERE id = ? AND expires_ms > ?`,
      ),
      mark: database.prepare("UPDATE recipient SET state = ? WHERE key_id = ? AND sae = ? AND state = 'waiting'"),
      empty: database.prepare(
        "UPDATE key SET bytes = NULL WHERE id = ? AND NOT EXISTS (SELECT 1 FROM recipient WHERE key_id = id AND state = 'waiting')",
      ),
      void: database.prepare("UPDATE recipient SET state = 'void' WHERE key_id = ? AND state = 'waiting'"),
      expire: database.prepare('UPDATE key SET bytes = NULL WHERE bytes IS NOT NULL AND expires_ms <= ?'),
      forget: database.prepare('DELETE FROM key WHERE expires_ms <= ?'),
    };
  }

  /** Whether a key of this ID was ever added, as far as the ledger reaches back. */
  knows(keyId: string): boolean {
    return this.#statements.find.get('', keyId, 0) !== undefined;
  }

  /** Enters a key for recipients. Keeps its bytes sealed. */
  add({ keyId, master, key, simulated }: LedgerKey, recipients: readonly string[], expiresAtMs: number): void {
    const flag = simulated ? 1 : 0;
    const sealed = this.#sealer.seal(keyRow(keyId, master, flag, expiresAtMs), key.expose());
    this.#statements.add.run(keyId, master, sealed, flag, expiresAtMs);
    for (const recipient of recipients) this.#statements.addRecipient.run(keyId, recipient);
  }

  /**
   * Hands keys to a recipient, all or none. From here on they count as delivered to it.
   *
   * Throws `KME_REQUEST_REJECTED` if one is not there any more, or was, or has another master;
   * `KME_ACCESS_REFUSED` if the caller was never named for one of them; `KEY_POOL_DAMAGED` if one was changed in the file.
   */
  collect(keyIds: readonly string[], recipient: string, master: string, wallMs: number): readonly LedgerKey[] {
    const rows = keyIds.map((keyId) => this.#statements.find.get(recipient, keyId, wallMs) as FoundRow | undefined);
    if (rows.some((row) => row?.master !== master)) throw this.#notFound();
    if (rows.some((row) => row?.state === null)) throw this.#notNamed();
    return rows.map((row, index) => this.#handOut(row, keyIds[index] ?? '', recipient));
  }

  /** Nobody gets this key any more. */
  void(keyId: string): void {
    this.#statements.void.run(keyId);
    this.#statements.empty.run(keyId);
  }

  /** Erases keys that have expired, and forgets those that expired before `forgetMs`. Gives how many were erased. */
  sweep(wallMs: number, forgetMs: number): number {
    const { changes } = this.#statements.expire.run(wallMs);
    this.#statements.forget.run(forgetMs);
    return Number(changes);
  }

  #handOut(row: FoundRow | undefined, keyId: string, recipient: string): LedgerKey {
    if (row?.state !== 'waiting' || row.bytes === null) throw this.#notFound();
    // A key named twice in one request is found, but was handed out by then.
    if (this.#statements.mark.run('delivered', keyId, recipient).changes !== 1) throw this.#notFound();
    this.#statements.empty.run(keyId);
    const { master, bytes, simulated, expires_ms: expiresAtMs } = row;
    const key = this.#sealer.open(keyRow(keyId, master, simulated, expiresAtMs), bytes);
    return { keyId, master, key, simulated: simulated === 1 };
  }

  #notFound(): QForgeError<'KME_REQUEST_REJECTED'> {
    return new QForgeError('KME_REQUEST_REJECTED', { kme: this.#kme, reason: ETSI_MESSAGES.keysNotFound });
  }

  #notNamed(): QForgeError<'KME_ACCESS_REFUSED'> {
    return new QForgeError('KME_ACCESS_REFUSED', { kme: this.#kme, reason: ETSI_MESSAGES.notNamed });
  }
}
