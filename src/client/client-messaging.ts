import { type Clock, type EventListener, isQForgeError, type Logger, type MetricsSink, utf8 } from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import type { DeviceIdentity } from '../handshake/index.ts';
import type {
  MailboxEvent,
  MessageRouter,
  MessengerEvent,
  Outbox,
  PresentPeer,
  ReceivedMessage,
  RouterEvent,
  SealedMessenger,
  SendSealedOptions,
  SentMessage,
} from '../messaging/index.ts';
import type { Channel, NetworkComms } from '../network/index.ts';
import type { ErrorStatistics } from '../resilience/index.ts';
import { type MailEngine, openMailEngine } from './mail-engine.ts';
import { isTrustedPeer } from './peer-welcome.ts';
import { PresenceKeeper } from './presence-keeper.ts';
import type { TrustStore } from './trust-store.ts';

/** How a client sends and receives sealed messages. */
export interface MessagingOptions {
  /** Path of the file that keeps the private halves of prekeys, what was taken, and what was sent until it is confirmed; made if it is not there. */
  readonly state: string;
  /** Mailboxes and directory: `sqlite:PATH`, or an opened engine. Without it messages go along routes alone. */
  readonly engine?: string | MailEngine;
  /** Whether channels are used as links of routes, and messages of others passed on. Default: no. */
  readonly routing?: boolean;
  /** Peers to keep channels with, by name or PeerId, so that there are links. Default: none. */
  readonly neighbours?: readonly string[];
}

/** What messaging needs of a client. */
export interface MessagingHost {
  readonly identity: DeviceIdentity;
  readonly backend: CryptoBackend;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  readonly errors: ErrorStatistics;
  readonly network: NetworkComms;
  readonly trustStore: TrustStore;
  readonly connect: (peer: string) => Promise<Channel>;
  /** The PeerId of a peer by its name. Throws `PEER_UNKNOWN`. */
  readonly peerIdOf: (peer: string) => string;
}

/** What happens to messages of a client: at its messenger, its router and, by this process, at the mailboxes of its engine. */
export type MessagingEvent = MessengerEvent | RouterEvent | MailboxEvent;

/** When a neighbour that could not be reached is dialled again. */
export const NEIGHBOUR_RETRY_MS = 3000;

/**
 * Sealed messages of one client: messenger, engine and router as they belong together.
 *
 *     await client.messages.send('bob', 'for when you are back');
 *     for await (const message of client.messages) { ...; await message.acknowledge(); }
 */
export class ClientMessaging implements AsyncIterable<ReceivedMessage>, AsyncDisposable {
  readonly messenger: SealedMessenger;
  readonly router: MessageRouter | undefined;
  readonly engine: MailEngine | undefined;
  /** What was sent to mailboxes and no recipient has confirmed. */
  readonly outbox: Outbox;
  readonly #host: MessagingHost;
  readonly #release: () => Promise<void>;
  #presence: PresenceKeeper | undefined;
  #isClosed = false;

  private constructor(
    host: MessagingHost,
    parts: Pick<ClientMessaging, 'messenger' | 'router' | 'engine' | 'outbox'>,
    release: () => Promise<void>,
  ) {
    this.messenger = parts.messenger;
    this.router = parts.router;
    this.engine = parts.engine;
    this.outbox = parts.outbox;
    this.#host = host;
    this.#release = release;
  }

  /** Opens state and engine; the room of messaging is loaded here. Rejects with `SIGNING_KEY_AWAY`, `MAIL_ENGINE_INVALID`, `MAIL_STORE_*`. */
  static async open(options: MessagingOptions, host: MessagingHost): Promise<ClientMessaging> {
    const { authorOf, Outbox, PrekeyVault, SealedMessenger } = await import('../messaging/index.ts');
    const { identity, backend, clock, logger, metrics, trustStore } = host;
    await using unfinished = new AsyncDisposableStack();
    const author = authorOf(identity, backend);
    const vault = unfinished.use(await PrekeyVault.open({ path: options.state, identity, backend }));
    const engine = await openEngine(options.engine, host, unfinished);
    const welcomes = (sender: string): Promise<boolean> => isTrustedPeer(sender, trustStore);
    const parts = { author, vault, backend, clock, logger, metrics, welcomes };
    const outbox = unfinished.use(await Outbox.open({ path: options.state, identity, backend }));
    const mail = engine === undefined ? undefined : { ...engine, outbox };
    const messenger = unfinished.use(new SealedMessenger(mail === undefined ? parts : { ...parts, engine: mail }));
    const router = options.routing === true ? await openRouter(host, messenger, unfinished) : undefined;
    const opened = unfinished.move();
    const messaging = new ClientMessaging(host, { messenger, router, engine, outbox }, () => opened.disposeAsync());
    if (router !== undefined) messaging.#keepNeighbours(options.neighbours ?? []);
    return messaging;
  }

  /** Seals a message for peers, by name or PeerId, and brings it to them, or to their mailboxes. Rejects as `SealedMessenger.send`. */
  async send(
    to: string | readonly string[],
    data: Uint8Array | string,
    options: SendSealedOptions = {},
  ): Promise<SentMessage> {
    const peerIds = (typeof to === 'string' ? [to] : to).map((peer) => this.#host.peerIdOf(peer));
    return this.messenger.send(peerIds, typeof data === 'string' ? utf8(data) : data, options);
  }

  /** The PeerId of a peer by its name. Throws `PEER_UNKNOWN`. */
  peerIdOf(peer: string): string {
    return this.#host.peerIdOf(peer);
  }

  /** Tells of what happens to messages, packets, routes and mail from now on; returns the way to stop that. */
  onEvent(listener: EventListener<MessagingEvent>): () => void {
    const stops = [this.messenger, this.router, this.engine?.mailboxes].map((source) => source?.onEvent(listener));
    return () => {
      for (const stop of stops) stop?.();
    };
  }

  /** Publishes prekeys and collects mail from now on, for whoever iterates. Rejects as engines do. */
  async start(): Promise<void> {
    this.messenger.publishPrekeys();
    await this.messenger.receiveMail();
  }

  /** Says that this device is there, until messages are closed. False where the engine tells nobody: one in a file, or none. */
  async announcePresence(): Promise<boolean> {
    const presence = this.engine?.presence;
    if (presence === undefined) return false;
    const { identity, clock, logger } = this.#host;
    this.#presence ??= new PresenceKeeper({ presence, peerId: identity.peerId, clock, logger });
    await this.#presence.start();
    return true;
  }

  /** Who has said to be there lately, by what the engine knows; undefined where it tells nobody. Rejects as engines do. */
  async present(): Promise<readonly PresentPeer[] | undefined> {
    return this.engine?.presence?.list();
  }

  [Symbol.asyncIterator](): AsyncIterator<ReceivedMessage, undefined> {
    return this.messenger[Symbol.asyncIterator]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#presence?.[Symbol.asyncDispose]();
    await this.#release();
  }

  #keepNeighbours(peers: readonly string[]): void {
    for (const peer of peers) void this.#keepNeighbour(peer);
  }

  /** Keeps a channel with a neighbour: dials until it is there, and again when it was closed. */
  async #keepNeighbour(peer: string): Promise<void> {
    const { connect, clock, logger } = this.#host;
    const again = (): void => {
      if (!this.#isClosed) clock.schedule(NEIGHBOUR_RETRY_MS, () => void this.#keepNeighbour(peer));
    };
    try {
      const channel = await connect(peer);
      void channel.closed.then(again);
    } catch (error) {
      const reason = isQForgeError(error) ? error.code : String(error);
      logger.log('debug', 'network', 'neighbour not reached', { peer, reason });
      again();
    }
  }
}

/** The engine of the options; one that is opened here ends with `owner`. */
async function openEngine(
  engine: MessagingOptions['engine'],
  { backend, clock, logger, metrics, errors }: MessagingHost,
  owner: AsyncDisposableStack,
): Promise<MailEngine | undefined> {
  if (typeof engine !== 'string') return engine;
  return owner.use(await openMailEngine(engine, { clock, logger, metrics, random: backend.random, errors }));
}

/** A router over all channels, for this messenger; it ends with `owner`. */
async function openRouter(
  { identity, backend, clock, logger, metrics, network }: MessagingHost,
  messenger: SealedMessenger,
  owner: AsyncDisposableStack,
): Promise<MessageRouter> {
  const { authorOf, ChannelLinks, MessageRouter, signedAnnouncements } = await import('../messaging/index.ts');
  const { peerId } = identity;
  const prover = signedAnnouncements(authorOf(identity, backend), backend);
  const { deliver } = messenger;
  const router = new MessageRouter({ peerId, prover, clock, random: backend.random, logger, metrics, deliver });
  owner.defer(() => router.close());
  messenger.useRouter(router);
  const links = new ChannelLinks(router, logger);
  for (const channel of network.channels) links.add(channel);
  owner.defer(network.onEveryChannel((channel) => void links.add(channel)));
  return router;
}
