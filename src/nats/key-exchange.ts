import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { type Clock, isQForgeError, type Logger, type MetricsSink } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import { type Directory, newHexId, type PrekeyPublication, verifyPrekey } from '../messaging/index.ts';
import { messagesOf, publishBytes, subscribed } from './nats-calls.ts';

/** For how long a prekey that was asked for is used without asking again. spec/nats §5 */
export const PREKEY_FRESH_MS = 60_000;

/** How long is waited for a prekey. spec/nats §5 */
export const PREKEY_WAIT_MS = 3000;

/** Prekeys of others that are kept at most. spec/nats §5 */
export const MAX_KEPT_PREKEYS = 4096;

/** What the exchange needs. */
export interface ExchangeParts {
  readonly connection: NatsConnection;
  /** What stands before the PeerId in the subject of a prekey. */
  readonly prekeySubject: string;
  readonly inboxPrefix: string;
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** This device has given its prekey to somebody. */
  readonly onServed: () => void;
}

/**
 * Prekeys without a directory: each device answers for its own on a subject of its own, and is asked there. spec/nats §5
 *
 * The server in between can withhold them and give old ones; it can make none up, since their owners sign them.
 */
export class KeyExchange implements Directory {
  readonly #parts: ExchangeParts;
  readonly #kept = new Map<string, { readonly signedPrekey: Uint8Array; readonly askAgainMs: number }>();
  readonly #asking = new Map<string, Promise<Uint8Array | undefined>>();
  #own: Uint8Array | undefined;
  #serving: Subscription | undefined;
  #hasEnded = false;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
  }

  /** Answers for the last-resort prekey of this device from now on. Rejects with `NATS_UNAVAILABLE`. */
  async publish(owner: string, { lastResort }: PrekeyPublication): Promise<void> {
    if (lastResort !== undefined) this.#own = lastResort.signedPrekey;
    if (this.#serving !== undefined || this.#hasEnded) return;
    const { connection, prekeySubject } = this.#parts;
    this.#serving = await subscribed(connection, `${prekeySubject}.${owner}`);
    void this.#serve(this.#serving);
  }

  /** The prekey of a peer; undefined if it does not answer. Rejects with `NATS_UNAVAILABLE`. */
  take(owner: string): Promise<Uint8Array | undefined> {
    const kept = this.#kept.get(owner);
    if (kept !== undefined && kept.askAgainMs > this.#parts.clock.monotonicMs())
      return Promise.resolve(kept.signedPrekey);
    const asking = this.#asking.get(owner) ?? this.#ask(owner).finally(() => this.#asking.delete(owner));
    this.#asking.set(owner, asking);
    return asking;
  }

  /** One-time prekeys are none of this: many messages on a subject are never delivered, and each would use one up. */
  remaining(): Promise<number> {
    return Promise.resolve(Number.POSITIVE_INFINITY);
  }

  async withdraw(): Promise<void> {
    this.#own = undefined;
    await Promise.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#hasEnded = true;
    this.#serving?.unsubscribe();
    this.#serving = undefined;
    await Promise.resolve();
  }

  async #serve(subscription: Subscription): Promise<void> {
    const { connection, logger, onServed } = this.#parts;
    try {
      for await (const { reply } of messagesOf(subscription)) {
        if (reply === undefined || this.#own === undefined) continue;
        publishBytes(connection, reply, this.#own);
        onServed();
      }
    } catch (error) {
      const reason = isQForgeError(error) ? error.code : String(error);
      logger.log('warn', 'security', 'prekeys are not served any more', { reason });
    }
  }

  async #ask(owner: string): Promise<Uint8Array | undefined> {
    const { connection, prekeySubject, inboxPrefix, backend, clock } = this.#parts;
    const inbox = `${inboxPrefix}.${newHexId(backend.random)}`;
    const answers = await subscribed(connection, inbox);
    const end = clock.schedule(PREKEY_WAIT_MS, () => answers.unsubscribe());
    try {
      publishBytes(connection, `${prekeySubject}.${owner}`, new Uint8Array(), { reply: inbox });
      for await (const answer of messagesOf(answers)) {
        if (isNoResponder(answer)) return undefined;
        if (this.#holds(owner, answer.data)) return this.#keep(owner, Uint8Array.from(answer.data));
      }
      return undefined;
    } finally {
      end.cancel();
      answers.unsubscribe();
    }
  }

  #holds(owner: string, unverified: Uint8Array): boolean {
    const { backend, clock, metrics } = this.#parts;
    try {
      verifyPrekey(unverified, owner, clock.wallMs(), backend);
      return true;
    } catch (error) {
      if (!isQForgeError(error)) throw error;
      metrics.count('qforge_prekeys_refused_total', 1);
      return false;
    }
  }

  #keep(owner: string, signedPrekey: Uint8Array): Uint8Array {
    if (this.#kept.size >= MAX_KEPT_PREKEYS) this.#kept.clear();
    this.#kept.set(owner, { signedPrekey, askAgainMs: this.#parts.clock.monotonicMs() + PREKEY_FRESH_MS });
    return signedPrekey;
  }
}

/** Whether a server says that nobody is subscribed to what was asked. Who lies about it could as well drop the question. */
export function isNoResponder({ data, headers }: Msg): boolean {
  return data.length === 0 && headers?.code === 503;
}
