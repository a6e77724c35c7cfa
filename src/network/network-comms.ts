import {
  type Clock,
  type Connection,
  isQForgeError,
  type KeySource,
  type Listener,
  type Logger,
  type MetricsSink,
  QForgeError,
  type Transport,
} from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import { CertificateCache, type DeviceIdentity, type KeyPolicy, parsePeerId } from '../handshake/index.ts';
import { parseAddress } from './address.ts';
import { type Channel, type QuantumKeyKind, SessionChannel } from './channel.ts';
import {
  type Authorize,
  HANDSHAKE_TIMEOUT_MS,
  type HandshakeResult,
  type HandshakeSetup,
  runInitiator,
  runResponder,
} from './handshake-runner.ts';
import { MemoryPool, type MemoryPoolConfig } from './memory-pool.ts';
import { MessageRouter } from './message-router.ts';
import type { PoolStats } from './pool-stats.ts';
import { deriveRecordKeys } from './record-keys.ts';
import { TcpTransport } from './tcp-transport.ts';
import { type Traffic, TrafficTotals } from './traffic-totals.ts';
import { UnixTransport } from './unix-transport.ts';

/** Accepted connections that may be in a handshake at once; more are dropped at once, and counted. */
export const MAX_ACCEPTED_HANDSHAKES = 256;

/** What network communication needs. */
export interface NetworkOptions {
  readonly backend: CryptoBackend;
  readonly identity: DeviceIdentity;
  readonly policy: KeyPolicy;
  readonly keySource: KeySource | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: MetricsSink;
  /** Says whether an initiator that has proved its PeerId is welcome. */
  readonly authorize: Authorize;
  /** The address of a peer, where one is known: for messages to peers without a live channel. */
  readonly addressOf: (peerId: string) => string | undefined;
  readonly pool?: MemoryPoolConfig;
  readonly transports?: readonly Transport[];
  readonly handshakeTimeoutMs?: number;
}

/** Takes channels that peers have opened. */
export type ChannelListener = (channel: Channel) => void;

/** Listeners, channels and the routing of messages between this device and its peers. */
export class NetworkComms {
  readonly router: MessageRouter;
  readonly #options: NetworkOptions;
  readonly #setup: HandshakeSetup;
  readonly #pool: MemoryPool;
  readonly #transports: ReadonlyMap<string, Transport>;
  readonly #listeners: Listener[] = [];
  readonly #channels = new Set<SessionChannel>();
  readonly #connecting = new Map<string, Promise<Channel>>();
  readonly #channelListeners = new Set<ChannelListener>();
  readonly #traffic = new TrafficTotals();
  /** Connections without confirmed keys yet, in both roles. */
  readonly #unconfirmed = new Set<Connection>();
  #acceptedHandshakes = 0;
  #closed = false;

  constructor(options: NetworkOptions) {
    this.#options = options;
    this.#pool = new MemoryPool(options.pool);
    const transports = options.transports ?? [new TcpTransport(), new UnixTransport()];
    this.#transports = new Map(transports.map((transport) => [transport.scheme, transport]));
    const { backend, identity, policy, keySource, clock } = options;
    this.#setup = {
      backend,
      identity,
      policy,
      keySource,
      clock,
      certificates: new CertificateCache(backend),
      buffers: {
        acquire: (bytes) => this.#pool.acquire(bytes),
        release: (buffer) => this.#pool.release(buffer),
      },
      timeoutMs: options.handshakeTimeoutMs ?? HANDSHAKE_TIMEOUT_MS,
    };
    this.router = new MessageRouter((peerId) => this.#channelFor(peerId));
  }

  /** The pool that all buffers of channels come from. */
  getMemoryPool(): MemoryPool {
    return this.#pool;
  }

  /** Figures of the pool, by tier. */
  getMemoryPoolStats(): Readonly<Record<string, PoolStats>> {
    return this.#pool.getStats();
  }

  /** Traffic of all channels, past and present. */
  get traffic(): Traffic {
    return this.#traffic.with(Array.from(this.#channels, (channel) => channel.statistics()));
  }

  /** Where peers can connect to, with real ports. */
  get listenAddresses(): readonly string[] {
    return this.#listeners.map((listener) => listener.address);
  }

  /** Open channels, in both roles. */
  get channels(): readonly Channel[] {
    return [...this.#channels].filter((channel) => channel.isOpen);
  }

  /** The open channel to a peer that was used last. */
  channelTo(peerId: string): Channel | undefined {
    return this.channels.findLast((channel) => channel.peerId === peerId);
  }

  /** Tells of channels that peers have opened; returns the way to stop that. */
  onChannel(listener: ChannelListener): () => void {
    this.#channelListeners.add(listener);
    return () => this.#channelListeners.delete(listener);
  }

  /** Accepts peers at an address; returns it with its real port. Rejects with `PORT_IN_USE`, `LISTEN_FAILED`, `ADDRESS_INVALID`. */
  async listen(address: string): Promise<string> {
    this.#assertRunning();
    const listener = await this.#transportOf(address).listen(address, (connection) => this.#accept(connection));
    if (this.#closed) await listener.close();
    this.#assertRunning();
    this.#listeners.push(listener);
    this.#options.logger.log('info', 'network', 'listening', { address: listener.address });
    return listener.address;
  }

  /**
   * The open channel to a peer, or a new one to this address. Concurrent calls for one peer share the attempt.
   *
   * Rejects with `HOST_UNREACHABLE`, `CONNECTION_REFUSED`, `HANDSHAKE_REFUSED`, `PEER_ID_MISMATCH`, `HANDSHAKE_TIMEOUT` and others.
   */
  connect(peerId: string, address: string, options: { readonly signal?: AbortSignal } = {}): Promise<Channel> {
    const live = this.channelTo(peerId) ?? this.#connecting.get(peerId);
    if (live !== undefined) return Promise.resolve(live);
    const attempt = this.#connectAnew(peerId, address, options).finally(() => this.#connecting.delete(peerId));
    this.#connecting.set(peerId, attempt);
    return attempt;
  }

  /** Says goodbye on every channel, drops what is still shaking hands, and stops listening. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const connection of this.#unconfirmed) connection.destroy();
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close()));
    await Promise.all([...this.#channels].map((channel) => channel.close()));
  }

  async #connectAnew(peerId: string, address: string, options: { readonly signal?: AbortSignal }): Promise<Channel> {
    this.#assertRunning();
    parsePeerId(peerId);
    const connection = await this.#transportOf(address).connect(address, options);
    return this.#shakeHands(connection, 'initiator', () => runInitiator(connection, peerId, this.#setup));
  }

  #accept(connection: Connection): void {
    if (this.#closed || this.#acceptedHandshakes >= MAX_ACCEPTED_HANDSHAKES) {
      this.#options.metrics.count('qforge_connections_dropped_total', 1);
      connection.destroy();
      return;
    }
    this.#acceptedHandshakes += 1;
    this.#shakeHands(connection, 'responder', () => runResponder(connection, this.#setup, this.#options.authorize))
      .finally(() => {
        this.#acceptedHandshakes -= 1;
      })
      .then(
        (channel) => this.#announce(channel),
        // It has been counted and logged.
        () => undefined,
      );
  }

  #announce(channel: Channel): void {
    for (const listener of this.#channelListeners) {
      try {
        listener(channel);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#options.logger.log('error', 'network', 'a listener for channels threw', { reason });
      }
    }
  }

  /** From a new connection to a channel with confirmed keys. */
  async #shakeHands(
    connection: Connection,
    role: 'initiator' | 'responder',
    run: () => Promise<HandshakeResult>,
  ): Promise<SessionChannel> {
    if (this.#closed) connection.destroy();
    this.#assertRunning();
    this.#unconfirmed.add(connection);
    try {
      return await this.#openChannel(connection, await run());
    } catch (error) {
      this.#countHandshake(role, error);
      this.#assertRunning();
      throw error;
    } finally {
      this.#unconfirmed.delete(connection);
    }
  }

  /** Starts the session; resolves when the peer has confirmed its keys. */
  async #openChannel(connection: Connection, result: HandshakeResult): Promise<SessionChannel> {
    const { established, packets, handshakeMs, keySource } = result;
    const { backend, clock } = this.#options;
    const { role, peerId, suite } = established;
    const keys = deriveRecordKeys(established, backend);
    established[Symbol.dispose]();
    const quantumKeys = quantumKeyKind(keySource);
    const { buffers } = this.#setup;
    const channel = new SessionChannel({
      connection,
      keys,
      role,
      peerId,
      suite,
      handshakeMs,
      quantumKeys,
      buffers,
      clock,
    });
    packets.handOver(channel.session);
    channel.session.start();
    await this.#confirmed(channel, this.#setup.timeoutMs - handshakeMs);
    this.#assertRunning();
    this.#register(channel, handshakeMs);
    if (keySource === undefined) this.#reportMissingKey(peerId);
    return channel;
  }

  async #confirmed(channel: SessionChannel, remainingMs: number): Promise<void> {
    const { clock } = this.#options;
    const deadline = clock.schedule(Math.max(0, remainingMs), () =>
      channel.abort(new QForgeError('HANDSHAKE_TIMEOUT', { peer: channel.peerId, afterMs: this.#setup.timeoutMs })),
    );
    try {
      await channel.confirmed;
    } finally {
      deadline.cancel();
    }
  }

  #register(channel: SessionChannel, handshakeMs: number): void {
    const { metrics, logger } = this.#options;
    this.#channels.add(channel);
    metrics.count('qforge_handshakes_total', 1, { role: channel.role, result: 'ok' });
    metrics.observe('qforge_handshake_seconds', handshakeMs / 1000, { role: channel.role });
    metrics.gauge('qforge_channels_open', this.#channels.size);
    logger.log('info', 'network', 'channel open', { peer: channel.peerId, role: channel.role });
    channel.closed
      .then((failure) => {
        this.#channels.delete(channel);
        this.#traffic.channelEnded(channel.statistics());
        metrics.gauge('qforge_channels_open', this.#channels.size);
        logger.log('info', 'network', 'channel closed', { peer: channel.peerId, reason: failure?.code ?? 'agreed' });
      })
      .catch(() => undefined);
  }

  /** spec/handshake §6: where keys could have been shared, their absence is logged and counted. */
  #reportMissingKey(peerId: string): void {
    if (this.#options.keySource === undefined) return;
    this.#options.metrics.count('qforge_channels_without_shared_key_total', 1);
    this.#options.logger.log('warn', 'security', 'channel without a shared key', { peer: peerId });
  }

  #countHandshake(role: 'initiator' | 'responder', error: unknown): void {
    const code = isQForgeError(error) ? error.code : 'INTERNAL';
    this.#options.metrics.count('qforge_handshakes_total', 1, { role, result: code });
    this.#options.logger.log('warn', 'security', 'handshake failed', { role, code });
  }

  async #channelFor(peerId: string): Promise<Channel> {
    const live = this.channelTo(peerId);
    if (live !== undefined) return live;
    const address = this.#options.addressOf(peerId);
    if (address === undefined) throw new QForgeError('PEER_UNKNOWN', { peer: peerId });
    return this.connect(peerId, address);
  }

  #transportOf(address: string): Transport {
    const { scheme } = parseAddress(address);
    const transport = this.#transports.get(scheme);
    if (transport !== undefined) return transport;
    throw new QForgeError('ADDRESS_INVALID', { address, reason: `there is no transport for ${scheme}` });
  }

  #assertRunning(): void {
    if (this.#closed) throw new QForgeError('CHANNEL_CLOSED', { peer: 'any peer' });
  }
}

function quantumKeyKind(keySource: KeySource | undefined): QuantumKeyKind {
  if (keySource === undefined) return 'none';
  return keySource.simulated ? 'simulated' : 'hardware';
}
