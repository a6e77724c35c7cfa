import type { StatementSync } from 'node:sqlite';
import { assert, QForgeError, SecretBytes, utf8 } from '../../base/index.ts';
import { type CryptoBackend, CryptoProtocols } from '../../crypto/index.ts';
import type { DeviceIdentity } from '../../handshake/index.ts';
import { SqliteFile, type SqliteFileOptions } from '../sqlite-file.ts';
import { hexIdBytes, newHexId } from './hex-id.ts';
import type { OpenedMessage, PrivatePrekey } from './message-opener.ts';
import type { Receipt } from './receipt-note.ts';
import { defaultSealedSuite, hpkeOf } from './sealed-suite.ts';
import { CLOCK_SKEW_MS, PREKEY_LIFETIME_MS, type Prekey, type PrekeyKind } from './signed-prekey.ts';
import { STATE_SCHEMA } from './state-schema.ts';

/** Messages of one sender that are remembered as taken. spec/sealed-messages §6 */
export const MAX_TAKEN_PER_SENDER = 100_000;

const KEY_LABEL = utf8('qforge prekey vault v1');

type StatementName =
  | 'add'
  | 'countKeys'
  | 'find'
  | 'remove'
  | 'newest'
  | 'oldKeys'
  | 'take'
  | 'isTaken'
  | 'countTaken'
  | 'owe'
  | 'creditors'
  | 'owed'
  | 'settle'
  | 'oldTaken';

/** A receipt that its sender has not been shown. Wall-clock time. */
export interface OwedReceipt extends Receipt {
  readonly expiresAtMs: number;
}

/** What a vault is opened with. */
export interface VaultParts extends SqliteFileOptions {
  readonly path: string;
  readonly identity: DeviceIdentity;
  readonly backend: CryptoBackend;
}

/**
 * The private halves of this device's prekeys, and which messages it has taken. spec/sealed-messages §2, §6
 *
 * Private halves are encrypted under a key derived from the signing secret: the file alone opens nothing.
 */
export class PrekeyVault implements Disposable {
  readonly #file: SqliteFile;
  readonly #backend: CryptoBackend;
  readonly #crypto: CryptoProtocols;
  readonly #key: SecretBytes;
  readonly #statements: Readonly<Record<StatementName, StatementSync>>;

  private constructor(file: SqliteFile, backend: CryptoBackend, signingSecret: SecretBytes) {
    this.#file = file;
    this.#backend = backend;
    this.#crypto = new CryptoProtocols(backend);
    this.#key = this.#crypto.deriveKey(signingSecret, KEY_LABEL);
    const prepare = (sql: string): StatementSync => file.prepare(sql);
    this.#statements = {
      add: prepare('INSERT INTO prekey (id, kind, private_key, public_key, not_after_ms) VALUES (?, ?, ?, ?, ?)'),
      find: prepare('SELECT kind, private_key FROM prekey WHERE id = ?'),
      remove: prepare("DELETE FROM prekey WHERE id = ? AND kind = 'one-time'"),
      newest: prepare(
        "SELECT id, public_key, not_after_ms FROM prekey WHERE kind = 'last-resort' ORDER BY not_after_ms DESC LIMIT 1",
      ),
      countKeys: prepare("SELECT count(*) AS value FROM prekey WHERE kind = 'one-time'"),
      oldKeys: prepare('DELETE FROM prekey WHERE not_after_ms < ?'),
      take: prepare(
        'INSERT INTO taken (sender, id, expires_ms, receipt, is_owed) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      ),
      isTaken: prepare('SELECT 1 AS value FROM taken WHERE sender = ? AND id = ?'),
      countTaken: prepare('SELECT coalesce(max(messages), 0) AS value FROM taken_count WHERE sender = ?'),
      owe: prepare('UPDATE taken SET is_owed = 1 WHERE sender = ? AND id = ? AND receipt IS NOT NULL'),
      creditors: prepare('SELECT DISTINCT sender FROM taken WHERE is_owed = 1'),
      owed: prepare(
        'SELECT id AS messageId, receipt, expires_ms AS expiresAtMs FROM taken WHERE sender = ? AND is_owed = 1 LIMIT ?',
      ),
      settle: prepare('UPDATE taken SET is_owed = 0 WHERE sender = ? AND id = ?'),
      oldTaken: prepare('DELETE FROM taken WHERE expires_ms < ?'),
    };
  }

  /** Opens or makes the file. Rejects with `SIGNING_KEY_AWAY`, `MAIL_STORE_*`. */
  static async open({ path, identity, backend, ...options }: VaultParts): Promise<PrekeyVault> {
    const { signingSecret, peerId } = identity;
    if (signingSecret === undefined) throw new QForgeError('SIGNING_KEY_AWAY', { peer: peerId });
    return new PrekeyVault(await SqliteFile.open(path, STATE_SCHEMA, options), backend, signingSecret);
  }

  /** Makes prekeys whose private halves are on the disk before their public ones are known to anybody. */
  async makePrekeys(kind: PrekeyKind, count: number, wallMs: number): Promise<readonly Prekey[]> {
    const suite = defaultSealedSuite;
    const hpke = await hpkeOf(suite);
    const pairs = await Promise.all(Array.from({ length: count }, () => hpke.generateKeys()));
    const notAfterMs = wallMs + PREKEY_LIFETIME_MS;
    return this.#file.transaction(() =>
      pairs.map(({ publicKey, privateKey }) => {
        using secret = privateKey;
        const id = newHexId(this.#backend.random);
        const encrypted = this.#crypto.encrypt(this.#key, secret.expose(), hexIdBytes(id));
        this.#statements.add.run(id, kind, encrypted, publicKey, notAfterMs);
        return { suite, kind, id, notAfterMs, publicKey };
      }),
    );
  }

  /** The private half of a prekey, if it is here; the caller wipes it. */
  find(id: string): PrivatePrekey | undefined {
    const row = this.#file.read(() => this.#statements.find.get(id));
    if (row === undefined) return undefined;
    const encrypted = row['private_key'];
    assert(encrypted instanceof Uint8Array, 'a private half is bytes');
    const privateKey = SecretBytes.take(this.#crypto.decrypt(this.#key, encrypted, hexIdBytes(id)));
    return { kind: row['kind'] === 'one-time' ? 'one-time' : 'last-resort', privateKey };
  }

  /** The last-resort prekey that was made last; undefined if there is none. */
  get lastResort(): Prekey | undefined {
    const row = this.#file.read(() => this.#statements.newest.get());
    if (row === undefined) return undefined;
    const [id, publicKey, notAfterMs] = [String(row['id']), row['public_key'], Number(row['not_after_ms'])];
    assert(publicKey instanceof Uint8Array, 'a public half is bytes');
    return { suite: defaultSealedSuite, kind: 'last-resort', id, notAfterMs, publicKey };
  }

  /** One-time prekeys that were not used. */
  get oneTimeCount(): number {
    return Number(this.#file.read(() => this.#statements.countKeys.get())?.['value']);
  }

  /** Whether one more message of a sender could be remembered. */
  hasRoomFor(sender: string): boolean {
    return Number(this.#file.read(() => this.#statements.countTaken.get(sender))?.['value']) < MAX_TAKEN_PER_SENDER;
  }

  /** Whether a message was taken before. */
  hasTaken(sender: string, messageId: string): boolean {
    return this.#file.read(() => this.#statements.isTaken.get(sender, messageId)) !== undefined;
  }

  /**
   * Enters a message as taken and erases its one-time prekey, both or neither; nothing of the key is left in the files when it returns. Its receipt is kept
   * with it where it may have to be shown (`shown`: its way has an answer that shows it), and is owed to its sender where nothing else shows it (`owed`).
   *
   * Throws `SEALED_REPLAYED`, `REPLAY_LIST_FULL`, `MAIL_STORE_*`.
   */
  take({ sender, messageId, expiresAtMs, prekeyId, receipt }: OpenedMessage, kept: 'none' | 'shown' | 'owed'): void {
    const bytes = kept === 'none' ? null : receipt.expose();
    const erased = this.#file.transaction(() => {
      const count = Number(this.#statements.countTaken.get(sender)?.['value']);
      if (count >= MAX_TAKEN_PER_SENDER) throw new QForgeError('REPLAY_LIST_FULL', { peer: sender, limit: count });
      const { changes } = this.#statements.take.run(sender, messageId, expiresAtMs, bytes, Number(kept === 'owed'));
      if (changes === 0) throw new QForgeError('SEALED_REPLAYED', { id: messageId });
      return this.#statements.remove.run(prekeyId).changes;
    });
    if (erased !== 0) this.#file.emptyLog();
  }

  /** A copy of a message that was taken came again: its sender has not had the receipt. */
  owe(sender: string, messageId: string): void {
    this.#file.transaction(() => this.#statements.owe.run(sender, messageId));
  }

  /** Those to whom receipts are owed. */
  get creditors(): readonly string[] {
    return this.#file.read(() => this.#statements.creditors.all()).map((row) => String(row['sender']));
  }

  /** Receipts that are owed to a sender. `expiresAtMs` is when nobody wants one any more. */
  owedTo(sender: string, maxItems: number): readonly OwedReceipt[] {
    const rows = this.#file.read(() =>
      this.#statements.owed.all(sender, maxItems),
    ) as unknown as readonly OwedReceipt[];
    return rows.map((row) => ({ ...row }));
  }

  /** The mailbox of the sender has these receipts. */
  settle(sender: string, receipts: readonly Receipt[]): void {
    this.#file.transaction(() => {
      for (const { messageId } of receipts) this.#statements.settle.run(sender, messageId);
    });
  }

  /** Erases prekeys that are no longer valid and forgets messages that have expired. `wallMs` is wall-clock time. */
  sweep(wallMs: number): void {
    const erased = this.#file.transaction(() => {
      // A message may be opened until the sender's clock says that it has expired.
      this.#statements.oldTaken.run(wallMs - CLOCK_SKEW_MS);
      return this.#statements.oldKeys.run(wallMs - CLOCK_SKEW_MS).changes;
    });
    if (erased !== 0) this.#file.emptyLog();
  }

  [Symbol.dispose](): void {
    this.#key.wipe();
    this.#file[Symbol.dispose]();
  }
}
