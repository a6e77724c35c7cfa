import type { Msg, MsgHdrs, Subscription } from '@nats-io/transport-node';
import { messagesOf } from './nats-calls.ts';

/** A message that was opened: who wrote it, to whom, when and for which subject is proved. */
export interface SealedNatsMessage {
  /** Unique for its sender. */
  readonly id: string;
  readonly subject: string;
  /** PeerId of who wrote it. */
  readonly sender: string;
  /** PeerIds of all it was sealed to. */
  readonly recipients: readonly string[];
  readonly sentAtMs: number;
  readonly expiresAtMs: number;
  readonly data: Uint8Array;
  /** What stood in the clear beside the message: the server, and who can publish there, may have written it. */
  readonly untrustedHeaders: MsgHdrs | undefined;
  /**
   * Seals an answer to who has asked and publishes it where it is awaited; undefined if the message is no request. Rejects as
   * `SealedNats.publish`.
   */
  readonly respond: ((data: Uint8Array) => Promise<void>) | undefined;
}

/** Messages on a subject, opened one after the other as they are asked for. One consumer. */
export class SealedSubscription implements AsyncIterable<SealedNatsMessage>, AsyncDisposable {
  readonly #subscription: Subscription;
  readonly #open: (message: Msg) => Promise<SealedNatsMessage | undefined>;
  readonly #signal: AbortSignal | undefined;
  readonly #onEnd: () => void;
  readonly #abort = (): void => this.#end();
  #hasEnded = false;

  constructor(
    subscription: Subscription,
    open: (message: Msg) => Promise<SealedNatsMessage | undefined>,
    { signal, onEnd }: { readonly signal?: AbortSignal | undefined; readonly onEnd: () => void },
  ) {
    this.#subscription = subscription;
    this.#open = open;
    this.#signal = signal;
    this.#onEnd = onEnd;
    signal?.addEventListener('abort', this.#abort);
  }

  /** Throws `NATS_UNAVAILABLE` when the server ends it, and as the vault does with `MAIL_STORE_*`. */
  async *[Symbol.asyncIterator](): AsyncGenerator<SealedNatsMessage, undefined> {
    try {
      for await (const message of messagesOf(this.#subscription)) {
        const opened = await this.#openUnlessEnded(message);
        if (opened !== undefined) yield opened;
      }
    } finally {
      this.#end();
    }
  }

  /** Ends the iteration; what was not opened yet is dropped. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end();
    await Promise.resolve();
  }

  /** What fails because it ended meanwhile is nobody's failure: the vault may be closed by now. */
  async #openUnlessEnded(message: Msg): Promise<SealedNatsMessage | undefined> {
    if (this.#isOver()) return undefined;
    try {
      return await this.#open(message);
    } catch (error) {
      if (this.#isOver()) return undefined;
      throw error;
    }
  }

  #isOver(): boolean {
    return this.#hasEnded;
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#subscription.unsubscribe();
    this.#onEnd();
  }
}
