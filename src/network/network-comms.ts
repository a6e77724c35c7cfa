import {
  type Connection,
  EventHub,
  type EventListener,
  type Listener,
  ListenerFailures,
  QForgeError,
} from '../base/index.ts';
import { CertificateCache, type DeviceIdentity, parsePeerId } from '../handshake/index.ts';
import type { Channel } from './channel.ts';
import { ChannelFinder } from './channel-finder.ts';
import { ChannelRegistry } from './channel-registry.ts';
import { DirectSender } from './direct-sender.ts';
import { type GateOptions, HandshakeGate } from './handshake-gate.ts';
import type { Arrival } from './handshake-guest.ts';
import {
  HANDSHAKE_TIMEOUT_MS,
  type HandshakeResult,
  type HandshakeSetup,
  type ResponderOwner,
  runResponder,
} from './handshake-runner.ts';
import { KnownPeers } from './known-peers.ts';
import { LogThrottle } from './log-throttle.ts';
import { MemoryPool } from './memory-pool.ts';
import { NetworkDefence } from './network-defence.ts';
import type { NetworkOptions } from './network-options.ts';
import type { GatherBuffers } from './packet-assembler.ts';
import { PeerChannel } from './peer-channel.ts';
import { PeerObserver } from './peer-observer.ts';
import type { PoolStats } from './pool-stats.ts';
import { randomId } from './random-id.ts';
import { defaultRekeyLimits, type RekeyLimits } from './rekey-limits.ts';
import { SessionDialer } from './session-dialer.ts';
import { defaultKeepLimits, type KeepLimits, SessionKeeper } from './session-keeper.ts';
import { SessionOpener } from './session-opener.ts';
import { SharedDial } from './shared-dial.ts';
import { SuspendedPeers } from './suspended-peers.ts';
import { type Traffic, TrafficTotals } from './traffic-totals.ts';
import { TransportTable } from './transport-table.ts';
import { SharedWriteTuning, type WriteTuning } from './write-tuning.ts';

/** Listeners, channels and the routing of messages between this device and its peers. */
export class NetworkComms implements AsyncDisposable {
  readonly direct: DirectSender;
  /** What can be done about attackers. */
  readonly defence: NetworkDefence;
  readonly #options: NetworkOptions;
  readonly #setup: HandshakeSetup;
  readonly #gate: HandshakeGate;
  readonly #opener: SessionOpener;
  readonly #observer: PeerObserver;
  readonly #pool: MemoryPool;
  readonly #transports: TransportTable;
  readonly #dialer: SessionDialer;
  /** When keys and sessions are replaced. */
  readonly limits: { readonly rekey: RekeyLimits; readonly keep: KeepLimits };
  readonly #listeners: Listener[] = [];
  readonly #channels = new ChannelRegistry();
  readonly #dials = new Map<string, SharedDial>();
  readonly #keepers = new WeakMap<Channel, SessionKeeper>();
  readonly #failures: ListenerFailures;
  readonly #acceptedChannels: EventHub<Channel>;
  readonly #allChannels: EventHub<Channel>;
  readonly #traffic = new TrafficTotals();
  readonly #tuning = new SharedWriteTuning();
  readonly #suspended: SuspendedPeers;
  #identity: DeviceIdentity;
  #closed = false;

  constructor(options: NetworkOptions) {
    this.#options = options;
    this.#identity = options.identity;
    this.limits = {
      rekey: { ...defaultRekeyLimits, ...options.rekey },
      keep: { ...defaultKeepLimits, ...options.keep },
    };
    const { clock, metrics, errors, tracer } = options;
    const logger = new LogThrottle(options.logger, clock);
    const signals = options.signals === undefined ? {} : { signals: options.signals };
    const surroundings = { clock, logger, metrics, ...signals };
    this.#failures = new ListenerFailures(logger, metrics);
    this.#acceptedChannels = new EventHub('channels', this.#failures);
    this.#allChannels = new EventHub('channels', this.#failures);
    this.#observer = new PeerObserver(surroundings);
    this.#suspended = new SuspendedPeers(clock);
    this.#pool = new MemoryPool(options.pool, options);
    this.#transports = new TransportTable(options.transports);
    const knownPeers = new KnownPeers();
    const setup = setupOf(options, () => this.#identity, knownPeers);
    this.#setup = setup;
    this.#gate = gateOf(options, { ...surroundings, timeoutMs: setup.timeoutMs });
    this.defence = new NetworkDefence(this.#gate, this.#suspended, this.#channels);
    const records = { buffers: buffersOf(this.#pool), tuning: this.#tuning, rekeyLimits: this.limits.rekey };
    this.#opener = new SessionOpener({ setup, ...records, ...surroundings, tracer });
    this.#dialer = new SessionDialer({
      setup,
      opener: this.#opener,
      transports: this.#transports,
      knownPeers,
      tracer,
      errors,
    });
    this.direct = new DirectSender((peerId) => this.#channelFor(peerId));
  }

  /** How all channels collect small frames into records, from the next record on. */
  tuneWriting(tuning: WriteTuning): void {
    this.#tuning.set(tuning);
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
    return this.#traffic.with((visit) => this.#channels.visitLive(visit));
  }

  /** Visits the channels that are not closed: how many acknowledgements were timed, and the sum of their times in milliseconds. */
  visitRoundTrips(visit: (channel: Channel, count: number, sumMs: number) => void): void {
    this.#channels.visitLive((channel) => {
      const { roundTrips, roundTripSumMs } = channel.acknowledgementTimes;
      visit(channel, roundTrips, roundTripSumMs);
    });
  }

  /**
   * Uses other device keys from the next handshake on; sessions that live go on with theirs.
   *
   * Throws `ARGUMENT_INVALID` for another PeerId.
   */
  useIdentity(identity: DeviceIdentity): void {
    if (identity.peerId !== this.#identity.peerId) {
      throw new QForgeError('ARGUMENT_INVALID', { argument: 'identity', reason: 'it has another PeerId' });
    }
    this.#identity = identity;
  }

  /** Where peers can connect to, with real ports. */
  get listenAddresses(): readonly string[] {
    return this.#listeners.map((listener) => listener.address);
  }

  /** Channels that are not closed, in both roles. */
  get channels(): readonly Channel[] {
    return this.#channels.live.filter((channel) => channel.isOpen);
  }

  /** The channel to a peer that was opened last, of those with a session if there is one. */
  channelTo(peerId: string): Channel | undefined {
    const channels = this.#channels.to(peerId);
    return channels.findLast((channel) => channel.state === 'open') ?? channels.at(-1);
  }

  /** How a peer has behaved lately, between 0 (badly) and 1; undefined for one that was never met. It decides nothing. */
  trustScoreOf(peerId: string): number | undefined {
    return this.#observer.scoreOf(peerId);
  }

  /** Tells of channels that peers have opened; returns the way to stop that. */
  onChannel(listener: EventListener<Channel>): () => void {
    return this.#acceptedChannels.add(listener);
  }

  /** Tells of every new channel, whichever side has opened it; returns the way to stop that. */
  onEveryChannel(listener: EventListener<Channel>): () => void {
    return this.#allChannels.add(listener);
  }

  /** Accepts peers at an address; returns it with its real port. Rejects with `PORT_IN_USE`, `LISTEN_FAILED`, `ADDRESS_INVALID`. */
  async listen(address: string): Promise<string> {
    this.#assertRunning();
    const listener = await this.#transports.of(address).listen(address, (connection) => this.#accept(connection));
    if (this.#closed) await listener.close();
    this.#assertRunning();
    this.#listeners.push(listener);
    this.#options.logger.log('info', 'network', 'listening', { address: listener.address });
    return listener.address;
  }

  /**
   * The channel to a peer, or a new one to this address. Concurrent calls for one peer share the attempt, which ends when the signals of
   * all of them have aborted. A channel that has lost its connection and dials by itself counts, and dials at once then; one that can
   * only wait for the peer does not.
   *
   * Rejects with `HOST_UNREACHABLE`, `CONNECTION_REFUSED`, `HANDSHAKE_REFUSED`, `PEER_ID_MISMATCH`, `HANDSHAKE_TIMEOUT`, `CANCELLED` and
   * others.
   */
  async connect(peerId: string, address: string, options: { readonly signal?: AbortSignal } = {}): Promise<Channel> {
    const usable = this.#usableChannelTo(peerId);
    if (usable?.state === 'reconnecting') this.#keepers.get(usable)?.hasten();
    if (usable !== undefined) return usable;
    const dial = this.#dials.get(peerId) ?? this.#beginDial(peerId, address);
    return dial.channel(peerId, options.signal);
  }

  /** Says goodbye on every channel, drops what is still shaking hands, and stops listening. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#gate.close();
    this.#dialer.close();
    const unconfirmed = this.#opener.close();
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close()));
    await unconfirmed;
    await Promise.all(this.#channels.live.map((channel) => channel.close()));
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #beginDial(peerId: string, address: string): SharedDial {
    const dial: SharedDial = new SharedDial({
      open: (signal) => this.#open(peerId, address, signal),
      peersOwn: () => this.channelTo(peerId),
      onOver: () => {
        if (this.#dials.get(peerId) === dial) this.#dials.delete(peerId);
      },
    });
    this.#dials.set(peerId, dial);
    return dial;
  }

  /** A new channel of this device's. */
  async #open(peerId: string, address: string, signal: AbortSignal): Promise<Channel> {
    this.#assertRunning();
    parsePeerId(peerId);
    this.#suspended.requireWelcome(peerId);
    const channel = this.#newChannel(peerId, 'initiator', randomId(this.#options.backend.random));
    await this.#dialer.dial(channel, address, signal);
    this.#register(channel, () => this.#dialer.dial(channel, address));
    return channel;
  }

  #accept(connection: Connection): void {
    if (this.#closed) return connection.destroy();
    this.#gate.admit(connection, this.#onArrival);
  }

  readonly #onArrival = (arrival: Arrival): void => {
    const { connection, guest } = arrival;
    const finder = new ChannelFinder(this.#channels, (peerId, id) => this.#newChannel(peerId, 'responder', id));
    const owner: ResponderOwner = {
      authorize: (peerId) => this.#authorize(peerId),
      helloFor: (peerId, channelId) => finder.helloFor(peerId, channelId),
    };
    const shakeHands = (): Promise<HandshakeResult> => runResponder(arrival, this.#setup, owner);
    this.#opener
      .open(connection, 'responder', shakeHands, (peer) => finder.channelOf(peer))
      .then(
        () => {
          guest.leave('channel');
          this.#accepted(finder.channel);
        },
        (error: unknown) => {
          // It has been counted as a handshake, and logged.
          if (!this.#closed) this.#options.errors?.note(error);
          guest.leave('gone');
        },
      );
  };

  /** spec/records §9: when two devices dial each other, the one with the smaller PeerId answers once its own dial is over. */
  async #authorize(peerId: string): Promise<void> {
    this.#suspended.requireWelcome(peerId);
    await this.#options.authorize(peerId);
    const own = this.#dials.get(peerId);
    if (own !== undefined && this.#options.identity.peerId < peerId) await own.over();
  }

  /** A peer's session is confirmed; `channel` is its channel if that is new. */
  #accepted(channel: PeerChannel | undefined): void {
    if (channel === undefined) return;
    // Its session is closing; nobody here is to use it any more.
    if (this.#closed) return this.#channels.add(channel);
    this.#register(channel, undefined);
    const { peerId } = channel;
    // The other dial is held back by the peer until it has heard of this channel.
    if (this.#options.identity.peerId > peerId) this.#dials.get(peerId)?.supersede();
    this.#acceptedChannels.tellNow(channel);
  }

  #newChannel(peerId: string, role: 'initiator' | 'responder', channelId: string): PeerChannel {
    const { clock, backend, metrics } = this.#options;
    const failures = this.#failures;
    return new PeerChannel({ channelId, outboundId: randomId(backend.random), role, peerId, clock, metrics, failures });
  }

  #register(channel: PeerChannel, dial: (() => Promise<unknown>) | undefined): void {
    const { clock, backend, metrics, logger } = this.#options;
    const { peerId, role } = channel;
    this.#channels.add(channel);
    this.#observer.follow(channel);
    const parts = { clock, random: backend.random, logger, metrics, limits: this.limits.keep, dial };
    this.#keepers.set(channel, SessionKeeper.keep(channel, parts));
    metrics.gauge('qforge_channels_open', this.#channels.size);
    logger.log('info', 'network', 'channel open', { peer: peerId, traceId: channel.channelId, role });
    this.#allChannels.tellNow(channel);
    channel.onEvent((event) => {
      if (event.type === 'reconnecting') this.#onCut(peerId, event.reason);
      if (event.type === 'closed') this.#onClosed(channel, event.reason);
    });
    // It may have been closed before anybody listened.
    if (channel.state === 'closed') void channel.closed.then((failure) => this.#onClosed(channel, failure));
  }

  #onCut(peerId: string, reason: QForgeError): void {
    this.#options.errors?.note(reason);
    this.#channels.boundWaiting(peerId);
  }

  /** spec/records §9: who comes back to a channel that is closed is told so. */
  #onClosed(channel: PeerChannel, failure: QForgeError | undefined): void {
    const { clock, metrics, logger } = this.#options;
    this.#traffic.channelEnded(channel);
    if (channel.role === 'responder' && !channel.endedByAgreement) {
      clock.schedule(this.limits.keep.reconnectMs, () => this.#channels.remove(channel));
      this.#channels.boundWaiting(channel.peerId);
    } else {
      this.#channels.remove(channel);
    }
    metrics.gauge('qforge_channels_open', this.#channels.size);
    const { peerId: peer, channelId: traceId } = channel;
    logger.log('info', 'network', 'channel closed', { peer, traceId, reason: failure?.code ?? 'agreed' });
  }

  #usableChannelTo(peerId: string): Channel | undefined {
    const channels = this.#channels.to(peerId);
    return (
      channels.findLast((channel) => channel.state === 'open') ??
      channels.findLast((channel) => channel.role === 'initiator')
    );
  }

  async #channelFor(peerId: string): Promise<Channel> {
    const usable = this.#usableChannelTo(peerId);
    if (usable !== undefined) return usable;
    const address = this.#options.addressOf(peerId);
    if (address !== undefined) return this.connect(peerId, address);
    const waiting = this.channelTo(peerId);
    if (waiting === undefined) throw new QForgeError('PEER_UNKNOWN', { peer: peerId });
    return waiting;
  }

  #assertRunning(): void {
    if (this.#closed) throw new QForgeError('CHANNEL_CLOSED', { peer: 'any peer' });
  }
}

/** How handshakes are made; each uses the identity that is current when it begins. */
function setupOf(options: NetworkOptions, current: () => DeviceIdentity, knownPeers: KnownPeers): HandshakeSetup {
  const { backend, policy, keySource, clock, handshakeTimeoutMs: timeoutMs = HANDSHAKE_TIMEOUT_MS } = options;
  return {
    backend,
    get identity() {
      return current();
    },
    policy,
    keySource,
    clock,
    certificates: new CertificateCache(backend),
    timeoutMs,
    ...(options.recognisePeers === true ? { knownPeers } : {}),
  };
}

function gateOf(
  { backend, identity, admission }: NetworkOptions,
  surroundings: Omit<GateOptions, 'backend' | 'peerId' | 'limits'>,
): HandshakeGate {
  const parts = { ...surroundings, backend, peerId: identity.peerId };
  return new HandshakeGate(admission === undefined ? parts : { ...parts, limits: admission });
}

function buffersOf(pool: MemoryPool): GatherBuffers {
  return { acquire: (bytes) => pool.acquire(bytes), release: (buffer) => pool.release(buffer) };
}
