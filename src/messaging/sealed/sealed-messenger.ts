import {
  type Clock,
  defined,
  type EventListener,
  isQForgeError,
  type Logger,
  type MetricsSink,
  QForgeError,
  type SecretBytes,
} from '../../base/index.ts';
import type { CryptoBackend } from '../../crypto/index.ts';
import type { Directory } from '../mailbox/directory.ts';
import type { MailboxStore } from '../mailbox/mailbox-store.ts';
import type { MessageRouter, RouteOptions } from '../routing/message-router.ts';
import { Arrivals } from './arrivals.ts';
import type { Author } from './author.ts';
import { MailCarrier } from './mail-carrier.ts';
import type { SealedForOne } from './message-sealer.ts';
import { type MessengerEvent, MessengerEvents } from './messenger-events.ts';
import type { Outbox } from './outbox.ts';
import { OutboxCourier } from './outbox-courier.ts';
import { PrekeyKeeper } from './prekey-keeper.ts';
import { PrekeySealer, type ReadyMessage } from './prekey-sealer.ts';
import type { PrekeyVault } from './prekey-vault.ts';
import { ReceiptPost } from './receipt-post.ts';
import { PREKEY_REQUEST, sealedPayload } from './route-payload.ts';
import { RouteReception } from './route-reception.ts';
import { type ReceivedMessage, SealedInbox } from './sealed-inbox.ts';

/** What a messenger is made of. Without engine it needs routes, without routes an engine. */
export interface MessengerParts {
  readonly author: Author;
  readonly vault: PrekeyVault;
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** Mail, and where it is kept on this device until it is confirmed. */
  readonly engine?: { readonly mailboxes: MailboxStore; readonly directory: Directory; readonly outbox: Outbox };
  /** Whether messages of this peer are taken. */
  readonly welcomes: (sender: string) => boolean | Promise<boolean>;
}

/** How a message is sent. Along a route `ttlMs` is for all of it, the request of a prekey included. */
export interface SendSealedOptions extends Pick<RouteOptions, 'priority' | 'ttlMs'> {
  /** After how long nobody wants it any more, at most 28 days. Default: 7 days. */
  readonly expiresInMs?: number;
  /** Default: along a route where there is one, else, or when that fails, into the mailbox. */
  readonly way?: 'route' | 'mailbox';
}

/**
 * What became of a message for one recipient. `delivered`: its application has taken it. `stored`: it waits in the mailbox. `kept`: it waits in the outbox of
 * this device for a mailbox that does not answer.
 */
export interface SentTo {
  readonly peerId: string;
  readonly outcome: 'delivered' | 'stored' | 'kept';
  readonly prekey: 'one-time' | 'last-resort';
}

/** What became of a message. */
export interface SentMessage {
  readonly id: string;
  readonly expiresAtMs: number;
  readonly sent: readonly SentTo[];
  readonly failures: readonly { readonly peerId: string; readonly error: QForgeError }[];
}

/** Sends and receives sealed messages, by mailboxes and by routes. spec/sealed-messages */
export class SealedMessenger implements AsyncIterable<ReceivedMessage>, AsyncDisposable {
  readonly #parts: MessengerParts;
  readonly #events: MessengerEvents;
  readonly #sealer: PrekeySealer;
  readonly #inbox: SealedInbox;
  readonly #arrivals: Arrivals;
  readonly #courier: OutboxCourier | undefined;
  readonly #carrier: MailCarrier | undefined;
  readonly #keeper: PrekeyKeeper | undefined;
  readonly #reception: RouteReception;
  #router: MessageRouter | undefined;

  constructor(parts: MessengerParts) {
    this.#parts = parts;
    const { author, engine } = parts;
    const events = new MessengerEvents(parts);
    this.#events = events;
    this.#inbox = new SealedInbox({ ...parts, events, peerId: author.peerId });
    this.#arrivals = new Arrivals(() => this.#carrier?.carry());
    this.#sealer = new PrekeySealer({
      ...parts,
      events,
      directory: { take: (peerId) => this.#takePrekey(peerId, this.#routeOptions({})) },
    });
    const deliver = (message: ReceivedMessage): void => this.#arrivals.add(message);
    this.#reception = new RouteReception({ ...parts, inbox: this.#inbox, deliver });
    if (engine === undefined) return;
    const owner = author.peerId;
    this.#keeper = new PrekeyKeeper({ ...parts, directory: engine.directory });
    const courier = new OutboxCourier({ ...parts, ...engine, events, sender: owner });
    this.#courier = courier;
    const receipts = new ReceiptPost({ ...parts, ...engine, owner, random: parts.backend.random });
    const ahead = (): number => this.#arrivals.size;
    this.#carrier = new MailCarrier({
      ...parts,
      ...engine,
      owner,
      inbox: this.#inbox,
      courier,
      receipts,
      deliver,
      ahead,
    });
  }

  /** Takes payloads that a router brings; resolves to the answer. Hand it to the router, and the router to {@link useRouter}. */
  readonly deliver = (payload: Uint8Array): Promise<Uint8Array> => this.#reception.take(payload);

  /** Sends along the routes of a router where there are any. */
  useRouter(router: MessageRouter): void {
    this.#router = router;
  }

  /** Tells of what happens to messages from now on; returns the way to stop that. */
  onEvent(listener: EventListener<MessengerEvent>): () => void {
    return this.#events.listen(listener);
  }

  /** Publishes prekeys from now on, which lets others send. */
  publishPrekeys(): void {
    this.#keeper?.start();
  }

  /** Publishes what is due now. Rejects as the directory does. */
  async refreshPrekeys(): Promise<void> {
    await this.#keeper?.refresh();
  }

  /** Collects mail from now on, for whoever iterates. Rejects as the mailboxes do. */
  async receiveMail(): Promise<void> {
    await this.#carrier?.start();
  }

  /**
   * Seals a message and brings it to its recipients; resolves when it is durable on this device (with a mailbox: in the outbox, and mostly in theirs), or taken by
   * their applications. A recipient that fails does not hold back the others: `failures` names it.
   *
   * Rejects, if nobody is left, with what the first one failed on: `PREKEY_MISSING`, `PREKEY_INVALID`, `MAIL_QUOTA`, `OUTBOX_FULL`, `MAIL_STORE_*`,
   * `ROUTE_NONE`, `ROUTE_FAILED`; and with `SEALED_TOO_LARGE`, `ARGUMENT_INVALID`.
   */
  async send(to: string | readonly string[], data: Uint8Array, options: SendSealedOptions = {}): Promise<SentMessage> {
    const peerIds = typeof to === 'string' ? [to] : to;
    const routeOptions = this.#routeOptions(options);
    const takePrekey = (peerId: string): Promise<Uint8Array | undefined> => this.#takePrekey(peerId, routeOptions);
    const ready = await this.#sealer.seal(peerIds, data, options.expiresInMs, takePrekey);
    const failures = [...ready.failures];
    const sent: SentTo[] = [];
    await Promise.all(
      ready.envelopes.map(async (one) => {
        const peerId = one.recipient;
        try {
          const outcome = await this.#bring(one, ready, options.way, routeOptions);
          sent.push({ peerId, outcome, prekey: one.prekeyKind });
          this.#tellSent(peerId, outcome, ready);
        } catch (error) {
          if (!isQForgeError(error)) throw error;
          this.#events.failed(ready.messageId, peerId, error);
          failures.push({ peerId, error });
        }
      }),
    );
    if (sent.length === 0) throw defined(failures[0], 'a failure').error;
    return { id: ready.messageId, expiresAtMs: ready.expiresAtMs, sent, failures };
  }

  [Symbol.asyncIterator](): AsyncIterator<ReceivedMessage, undefined> {
    return this.#arrivals[Symbol.asyncIterator]();
  }

  /** Ends iteration, collecting and publishing. Vault, engine and router are their owner's. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#arrivals.close();
    this.#keeper?.[Symbol.dispose]();
    await this.#carrier?.stop();
  }

  #tellSent(recipient: string, outcome: SentTo['outcome'], { messageId: id, expiresAtMs }: ReadyMessage): void {
    this.#events.tell(() =>
      outcome === 'delivered'
        ? { type: 'message-delivered', id, recipient }
        : { type: `message-${outcome}`, id, recipient, expiresAtMs },
    );
  }

  /** Along a route if there is one; else, or if that fails, into the mailbox: the recipient takes the message once. */
  async #bring(
    one: SealedForOne,
    { messageId, expiresAtMs }: ReadyMessage,
    way: SendSealedOptions['way'],
    routeOptions: () => RouteOptions,
  ): Promise<SentTo['outcome']> {
    const { recipient } = one;
    const { engine, author } = this.#parts;
    const isReachable = this.#router?.routeTo(recipient) !== undefined || recipient === author.peerId;
    const byRoute = way === 'route' || (way !== 'mailbox' && (isReachable || engine === undefined));
    try {
      if (byRoute) return await this.#route(one, routeOptions());
    } catch (error) {
      if (engine === undefined || way === 'route' || !isQForgeError(error)) throw error;
    }
    if (this.#courier === undefined) throw new QForgeError('ROUTE_NONE', { peer: recipient });
    return this.#courier.bring(one, messageId, expiresAtMs);
  }

  async #route({ recipient, envelope, receipt }: SealedForOne, options: RouteOptions): Promise<'delivered'> {
    const { backend } = this.#parts;
    if (this.#router === undefined) throw new QForgeError('ROUTE_NONE', { peer: recipient });
    const isAnswer = (answer: Uint8Array): boolean => showsReceipt(backend, receipt, answer);
    await this.#router.send(recipient, sealedPayload(envelope), { ...options, isAnswer });
    return 'delivered';
  }

  /** How a packet of a message is sent at the moment of the call: each has what the ones before it have left of the time. */
  #routeOptions({ priority = 1, ttlMs }: SendSealedOptions): () => RouteOptions {
    if (ttlMs === undefined) return () => ({ priority });
    const { clock } = this.#parts;
    const startedMs = clock.monotonicMs();
    const leftMs = (): number => Math.max(Math.min(1, ttlMs), ttlMs - (clock.monotonicMs() - startedMs));
    return () => ({ priority, ttlMs: leftMs() });
  }

  /** From the directory; without one, from the peer itself. */
  async #takePrekey(peerId: string, routeOptions: () => RouteOptions): Promise<Uint8Array | undefined> {
    const { engine } = this.#parts;
    if (engine !== undefined) return engine.directory.take(peerId);
    if (this.#router === undefined) throw new QForgeError('ROUTE_NONE', { peer: peerId });
    return (await this.#router.send(peerId, PREKEY_REQUEST, routeOptions())).answer;
  }
}

function showsReceipt(backend: CryptoBackend, receipt: SecretBytes, answer: Uint8Array): boolean {
  return backend.equalSecrets(receipt.expose(), answer);
}
