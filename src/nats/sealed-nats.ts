import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import {
  type Clock,
  cancelled,
  defined,
  isQForgeError,
  type Logger,
  type MetricsSink,
  orCancelled,
  QForgeError,
  type ScheduledCall,
  silentLogger,
  silentMetrics,
  systemClock,
} from '../base/index.ts';
import { type CryptoBackend, nativeBackend } from '../crypto/index.ts';
import type { DeviceIdentity } from '../handshake/index.ts';
import { authorOf, type Directory, newHexId, PrekeyKeeper, PrekeySealer, PrekeyVault } from '../messaging/index.ts';
import { isNoResponder, KeyExchange } from './key-exchange.ts';
import { type AdmittedMessage, type Expectation, MessageGate } from './message-gate.ts';
import { messagesOf, publishBytes, subscribed } from './nats-calls.ts';
import { encodePacket } from './packet.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import { type SealedNatsMessage, SealedSubscription } from './sealed-subscription.ts';
import { requireSubject } from './subject.ts';
import { encodeFrame, type SubjectFrame } from './subject-frame.ts';
import { type SealedNatsStatistics, Traffic } from './traffic.ts';

/** For how long a message can be opened, unless it is said otherwise. spec/nats §3 */
export const DEFAULT_MESSAGE_LIFE_MS = 60_000;

/** For how long an answer is waited for, unless it is said otherwise. */
export const DEFAULT_ANSWER_WAIT_MS = 5000;

/** How often expired messages are forgotten. */
export const SWEEP_INTERVAL_MS = 60_000;

/** What sealing on a connection needs. */
export interface SealedNatsOptions {
  /** Stays its owner's: it is not closed with this. */
  readonly connection: NatsConnection;
  readonly identity: DeviceIdentity;
  /**
   * The file of the private keys and of what was taken, for this alone: not the one of a mailbox, nor of another process. Each message
   * waits for the disk. `:memory:` does not: with its end it forgets the keys, and nothing that was sealed to them is opened any more.
   */
  readonly vault: string;
  /** Whose messages are taken, by PeerId. */
  readonly welcomes: (peerId: string) => boolean | Promise<boolean>;
  /** Where prekeys are. Default: every device is asked for its own, over the connection. */
  readonly directory?: Directory;
  /** What stands before the PeerId in the subject where a device is asked for its prekey. Default: `qforge.prekey`. */
  readonly prekeySubject?: string;
  /** What stands before the subjects of answers: that of the connection, if it has one. Default: `_INBOX`. */
  readonly inboxPrefix?: string;
  /** Default: the one that OpenSSL serves. */
  readonly backend?: CryptoBackend;
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly metrics?: MetricsSink;
}

/** How a message is sealed. */
export interface SealForOptions {
  /** PeerIds of who can open it. */
  readonly to: string | readonly string[];
  /** After how long nobody can open it any more, at most 28 days. Default: 60 s. The clocks of both sides decide. */
  readonly expiresInMs?: number;
  /** In the clear, for everybody to read and to change. */
  readonly headers?: MsgHdrs;
}

/** How a request is made. */
export interface SealedRequestOptions extends SealForOptions {
  /** How long an answer is waited for. Default: 5 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A message that was handed to the server. */
export interface PublishedMessage {
  readonly id: string;
  readonly expiresAtMs: number;
  readonly recipients: readonly string[];
  /** Who can't open it, since no prekey was found. */
  readonly failures: readonly { readonly peerId: string; readonly error: QForgeError }[];
}

interface SealedParts {
  readonly connection: NatsConnection;
  readonly inboxPrefix: string;
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  readonly welcomes: SealedNatsOptions['welcomes'];
  readonly vault: PrekeyVault;
  readonly keeper: PrekeyKeeper;
  readonly exchange: KeyExchange | undefined;
  readonly sealer: PrekeySealer;
  readonly gate: MessageGate;
  readonly traffic: Traffic;
}

/**
 * Messages on the subjects of NATS that only chosen peers can read, and of which the server can change nothing: not who wrote them, not
 * their subject, not their number. spec/nats
 */
export class SealedNats implements AsyncDisposable {
  readonly #parts: SealedParts;
  readonly #open = new Set<SealedSubscription>();
  #sweep: ScheduledCall | undefined;
  #hasEnded = false;

  private constructor(parts: SealedParts) {
    this.#parts = parts;
    this.#sweepLater();
  }

  /** Opens the vault and publishes a prekey. Rejects with `SIGNING_KEY_AWAY`, `MAIL_STORE_*`, `NATS_UNAVAILABLE`, as the directory does. */
  static async open(options: SealedNatsOptions): Promise<SealedNats> {
    const { connection, identity, welcomes, backend = nativeBackend, clock = systemClock } = options;
    const { logger = silentLogger, metrics = silentMetrics, inboxPrefix = '_INBOX' } = options;
    const vault = await PrekeyVault.open({ path: options.vault, identity, backend });
    const author = authorOf(identity, backend);
    const traffic = new Traffic(metrics, logger);
    const common = { connection, inboxPrefix, backend, clock, logger, metrics, author, vault };
    const { prekeySubject = 'qforge.prekey' } = options;
    const onServed = (): void => traffic.servedPrekey();
    const exchange =
      options.directory === undefined ? new KeyExchange({ ...common, prekeySubject, onServed }) : undefined;
    const directory = options.directory ?? defined(exchange, 'one of both');
    const keeper = new PrekeyKeeper({ ...common, directory });
    const sealer = new PrekeySealer({ ...common, directory });
    const gate = new MessageGate({ ...common, peerId: author.peerId });
    const sealed = new SealedNats({ ...common, welcomes, keeper, exchange, sealer, gate, traffic });
    try {
      await keeper.refresh();
      keeper.start();
      return sealed;
    } catch (error) {
      await sealed[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Seals a message and publishes it once, whatever the number of recipients; resolves when it is with the connection. As always with
   * NATS nobody says whether it arrives.
   *
   * Rejects with `ARGUMENT_INVALID`, `SEALED_TOO_LARGE`, `NATS_UNAVAILABLE`; if no recipient is left, with what the first one failed on:
   * `PREKEY_MISSING`, `PREKEY_INVALID`, or what the directory rejects with.
   */
  async publish(subject: string, data: Uint8Array, options: SealForOptions): Promise<PublishedMessage> {
    requireSubject(subject);
    return this.#send({ kind: 'message', subject, data }, options);
  }

  /**
   * Opens what comes on a subject, wildcards allowed, from now on. A message that comes to two subscriptions of this device is opened
   * by one of them. When `signal` aborts the iteration ends. Rejects with `NATS_UNAVAILABLE`.
   */
  async subscribe(
    subject: string,
    { queue, signal }: { readonly queue?: string; readonly signal?: AbortSignal } = {},
  ): Promise<SealedSubscription> {
    const { connection, welcomes } = this.#parts;
    const expectation: Expectation = { kinds: ['message', 'request'], welcomes };
    const open = async (message: Msg): Promise<SealedNatsMessage | undefined> => {
      const admitted = await this.#admit(message, expectation);
      return 'reason' in admitted ? undefined : this.#messageOf(admitted, message);
    };
    const subscription = await subscribed(connection, subject, queue);
    const sealed: SealedSubscription = new SealedSubscription(subscription, open, {
      signal,
      onEnd: () => this.#open.delete(sealed),
    });
    this.#open.add(sealed);
    if (signal?.aborted === true) await sealed[Symbol.asyncDispose]();
    return sealed;
  }

  /**
   * Asks peers and resolves to the first answer of one of them. What others send there is refused and counted, and the waiting goes on.
   *
   * Rejects with `NATS_UNANSWERED`, `CANCELLED`, and as {@link publish}.
   */
  async request(subject: string, data: Uint8Array, options: SealedRequestOptions): Promise<SealedNatsMessage> {
    const { connection, inboxPrefix, backend, clock } = this.#parts;
    const { signal, timeoutMs = DEFAULT_ANSWER_WAIT_MS } = options;
    requireSubject(subject);
    const reply = `${inboxPrefix}.${newHexId(backend.random)}`;
    const answers = await subscribed(connection, reply);
    const stop = (): void => answers.unsubscribe();
    const end = clock.schedule(timeoutMs, stop);
    signal?.addEventListener('abort', stop);
    try {
      const sending = this.#send({ kind: 'request', subject, reply, data }, options);
      const { recipients } = await orCancelled(sending, signal, `The request on ${subject}`);
      const expectation: Expectation = { kinds: ['answer'], welcomes: (peerId) => recipients.includes(peerId) };
      const answer = await this.#firstAnswer(messagesOf(answers), subject, expectation);
      if (typeof answer !== 'string') return answer;
      if (signal?.aborted === true) throw cancelled(`The request on ${subject}`, signal);
      throw new QForgeError('NATS_UNANSWERED', { subject, reason: answer });
    } finally {
      signal?.removeEventListener('abort', stop);
      end.cancel();
      stop();
    }
  }

  /** Calls back for each message that is refused, of subscriptions and requests alike; returns what stops that. */
  onRefused(listener: (refusal: Refusal) => void): () => void {
    return this.#parts.traffic.onRefused(listener);
  }

  statistics(): SealedNatsStatistics {
    return this.#parts.traffic.statistics();
  }

  /** Ends subscriptions and answers for prekeys, and closes the vault. The connection stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#sweep?.cancel();
    const { keeper, exchange, vault } = this.#parts;
    for (const subscription of this.#open) await subscription[Symbol.asyncDispose]();
    keeper[Symbol.dispose]();
    await exchange?.[Symbol.asyncDispose]();
    vault[Symbol.dispose]();
  }

  async #send(frame: SubjectFrame, { to, expiresInMs, headers }: SealForOptions): Promise<PublishedMessage> {
    const { sealer, connection, traffic } = this.#parts;
    const peerIds = typeof to === 'string' ? [to] : to;
    const ready = await sealer.seal(peerIds, encodeFrame(frame), expiresInMs ?? DEFAULT_MESSAGE_LIFE_MS);
    const { messageId: id, expiresAtMs, envelopes, failures } = ready;
    const packet = encodePacket(envelopes.map(({ envelope }) => envelope));
    for (const { receipt } of envelopes) receipt.wipe();
    publishBytes(connection, frame.subject, packet, {
      ...(frame.reply === undefined ? {} : { reply: frame.reply }),
      ...(headers === undefined ? {} : { headers }),
    });
    traffic.sent(frame.kind);
    return { id, expiresAtMs, recipients: envelopes.map(({ recipient }) => recipient), failures };
  }

  async #firstAnswer(
    answers: AsyncIterable<Msg>,
    subject: string,
    expectation: Expectation,
  ): Promise<SealedNatsMessage | string> {
    let reason = 'nothing came in time';
    for await (const message of answers) {
      if (isNoResponder(message)) return 'nobody is subscribed there';
      const admitted = await this.#admit(message, expectation);
      if (!('reason' in admitted)) return this.#messageOf(admitted, message);
      reason = `what came in time was refused, last with ${admitted.error.code}`;
    }
    return this.#hasEnded ? `this end was closed while ${subject} was waited for` : reason;
  }

  async #admit({ subject, data }: Msg, expectation: Expectation): Promise<AdmittedMessage | Refusal> {
    const { gate, traffic } = this.#parts;
    try {
      const admitted = await gate.admit({ subject, data }, expectation);
      traffic.opened(admitted.frame.kind);
      return admitted;
    } catch (error) {
      const refusal = refusalOf(error, subject);
      if (refusal === undefined) throw error;
      traffic.refused(refusal);
      return refusal;
    }
  }

  #messageOf({ opened, frame }: AdmittedMessage, { headers }: Msg): SealedNatsMessage {
    const { messageId: id, sender, recipients, sentAtMs, expiresAtMs } = opened;
    const { subject, reply, data } = frame;
    // Where the server says that an answer is awaited is not asked: the sender has signed where.
    const respond =
      reply === undefined
        ? undefined
        : async (answer: Uint8Array): Promise<void> => {
            await this.#send({ kind: 'answer', subject: reply, data: answer }, { to: sender });
          };
    return { id, subject, sender, recipients, sentAtMs, expiresAtMs, data, untrustedHeaders: headers, respond };
  }

  #sweepLater(): void {
    const { clock, vault } = this.#parts;
    this.#sweep = clock.schedule(SWEEP_INTERVAL_MS, () => {
      try {
        vault.sweep(clock.wallMs());
      } catch (error) {
        // Whoever opens the next message meets it too, and is told.
        if (!isQForgeError(error)) throw error;
      }
      this.#sweepLater();
    });
  }
}
