import {
  type Clock,
  type EventListener,
  type PerformanceMetrics,
  QForgeError,
  type SecurityEvent,
  silentLogger,
  silentMetrics,
  utf8,
} from '../base/index.ts';
import type { CryptoBackend } from '../crypto/index.ts';
import { type DeviceIdentity, isPeerId } from '../handshake/index.ts';
import type { Channel, MessageReceipt, NetworkComms } from '../network/index.ts';
import type { ErrorStatistics } from '../resilience/index.ts';
import type { SecurityFoundation, SecurityProfile } from '../security/index.ts';
import type { TunnelClient, TunnelServer } from '../tunnel/index.ts';
import { assembleClient, type ClientParts, watchIdentity } from './client-assembly.ts';
import type { ClientMessaging } from './client-messaging.ts';
import type { ClientOptions } from './client-options.ts';
import type { ClientSecurity } from './client-security.ts';
import type { ClientThreats } from './client-threats.ts';
import type { OpenTunnelOptions, ServeTunnelsOptions, TunnelParts } from './client-tunnels.ts';
import { checkHealth, type HealthReport } from './health-check.ts';
import type { IdentityWatch } from './identity-watch.ts';
import { profileFor } from './level-rules.ts';
import { PerformanceManager, type PerformanceReport } from './performance-manager.ts';
import { applySettings, retainedBytesOf } from './performance-settings.ts';
import type { SharedKeys } from './shared-keys.ts';
import { levelOf, peerStatus, type SystemStatus } from './system-status.ts';
import type { TrustStore } from './trust-store.ts';
import type { SharedKeyLink } from './watched-key-source.ts';

/**
 * A device in the network: its identity, its peers, its channels. The composition root of the library.
 *
 *     const client = await StreamlinedSecureClient.create({ identity: './alice.key', listen: 'tcp://0.0.0.0:7700' });
 *     await client.sendSecureMessage('qf1...', 'hello');
 */
export class StreamlinedSecureClient implements AsyncDisposable {
  readonly peerId: string;
  readonly trustStore: TrustStore;
  readonly #options: ClientOptions;
  #identity: DeviceIdentity;
  readonly #watch: IdentityWatch | undefined;
  readonly #backend: CryptoBackend;
  readonly #clock: Clock;
  readonly #network: NetworkComms;
  readonly #sharedKeys: SharedKeys;
  readonly #security: ClientSecurity;
  readonly #profile: SecurityProfile;
  readonly #threats: ClientThreats;
  readonly #errors: ErrorStatistics;
  readonly #performance: PerformanceManager;
  readonly #createdMs: number;
  readonly #wantedListeners: number;
  #messaging: ClientMessaging | undefined;
  #isShutDown = false;

  private constructor(parts: ClientParts) {
    this.peerId = parts.identity.peerId;
    this.trustStore = parts.trustStore;
    this.#options = parts.options;
    this.#identity = parts.identity;
    this.#backend = parts.backend;
    this.#clock = parts.clock;
    this.#network = parts.network;
    this.#sharedKeys = parts.sharedKeys;
    this.#security = parts.security;
    this.#profile = parts.profile;
    this.#threats = parts.threats;
    this.#errors = parts.errors;
    this.#wantedListeners = parts.network.listenAddresses.length;
    this.#createdMs = parts.clock.monotonicMs();
    this.#watch = watchIdentity(parts, (identity) => this.useIdentity(identity));
    this.#watch?.start();
    this.#threats.start(parts.network);
    this.#security.start(this.#threats.observe);
    this.#performance = new PerformanceManager(
      {
        setup: parts.setup,
        uptimeMs: () => this.#uptimeMs(),
        traffic: () => this.#network.traffic,
        pool: () => this.#network.getMemoryPoolStats(),
        poolAdvice: () => this.#network.getMemoryPool().getAnalytics().recommendations,
        configured: retainedBytesOf(parts.network.getMemoryPool()),
        apply: (settings) => applySettings(this.#network, settings),
        clock: parts.clock,
      },
      parts.options.performance,
    );
  }

  /**
   * Loads the identity, checks it, and opens the listeners.
   *
   * Rejects with `ENTROPY_UNHEALTHY`, `CRYPTO_SELF_TEST_FAILED`, `SECURITY_LEVEL_MISMATCH`, `SECURITY_LEVEL_WEAKENED`, `KME_CONFIG_INVALID`, `KEY_FILE_*`, `PASSPHRASE_*`, `CERTIFICATE_INVALID`, `TRUST_STORE_DAMAGED`, `PORT_IN_USE` and others; nothing stays open.
   */
  static async create(options: ClientOptions): Promise<StreamlinedSecureClient> {
    const client = new StreamlinedSecureClient(await assembleClient(options));
    await client.#openMessaging();
    return client;
  }

  /**
   * Uses renewed device keys from the next handshake on, as happens by itself when the key file is renewed.
   *
   * Throws `ARGUMENT_INVALID` for another PeerId, `SECURITY_LEVEL_MISMATCH` for keys of another level.
   */
  useIdentity(identity: DeviceIdentity): void {
    profileFor(levelOf(identity.suites), { ...this.#options, securityLevel: this.#profile.level });
    this.#network.useIdentity(identity);
    this.#identity = identity;
  }

  /** Where peers can connect to, with real ports. */
  get listenAddresses(): readonly string[] {
    return this.#network.listenAddresses;
  }

  /**
   * The open channel to a peer, or a new one. The peer is named by PeerId or by its name in the list of peers.
   *
   * Rejects with `PEER_UNKNOWN`, `ARGUMENT_INVALID` where no address is known, `ADDRESS_INVALID`, `HOST_UNREACHABLE`, `CONNECTION_REFUSED`,
   * `HANDSHAKE_REFUSED`, `HANDSHAKE_TIMEOUT`, `PEER_ID_MISMATCH`, `CANCELLED` and others.
   */
  async establishSecureChannel(
    peer: string,
    options: { readonly address?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Channel> {
    const peerId = this.#peerIdOf(peer);
    const address = options.address ?? this.#addressOf(peerId);
    const live = this.#network.channelTo(peerId);
    // One that waits for the peer to come back is better than none, and worse than a new one.
    if (live !== undefined && (live.state === 'open' || address === undefined)) return live;
    if (address === undefined) {
      throw new QForgeError('ARGUMENT_INVALID', { argument: 'address', reason: `none is known for ${peer}` });
    }
    const { signal } = options;
    return this.#network.connect(peerId, address, signal === undefined ? {} : { signal });
  }

  /**
   * Sends a message to a peer, over the open channel or a new one; resolves when the peer's application has taken it.
   *
   * Rejects with `PEER_UNKNOWN`, `MESSAGE_TOO_LARGE`, `CANCELLED`, why the peer cannot be reached, or why the channel ended. A `signal`
   * takes back a message that is not under way yet; one that is may arrive all the same.
   */
  async sendSecureMessage(
    peer: string,
    data: Uint8Array | string,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<MessageReceipt> {
    const message = typeof data === 'string' ? utf8(data) : data;
    return this.#network.direct.route(this.#peerIdOf(peer), message, options);
  }

  /** Sealed messages, for peers that are away or several hops off. Throws `ARGUMENT_INVALID` if the client was made without `messaging`. */
  get messages(): ClientMessaging {
    if (this.#messaging !== undefined) return this.#messaging;
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'messaging', reason: 'the client was made without it' });
  }

  /** Open channels, in both roles. */
  channels(): readonly Channel[] {
    return this.#network.channels;
  }

  /** Tells of channels that peers have opened; returns the way to stop that. */
  onChannel(listener: (channel: Channel) => void): () => void {
    return this.#network.onChannel(listener);
  }

  /**
   * Opens a tunnel to a peer, and keeps it open over the loss of channels; resolves when all its forwards work, or
   * at once if it need not `awaitPeer`. Source: spec/tunnel.
   *
   * Rejects with what `establishSecureChannel` rejects with, `FORWARD_INVALID`, `FORWARD_PUBLIC`, `FORWARD_NOT_ALLOWED`, `PORT_IN_USE`,
   * `LISTEN_FAILED`, `CANCELLED`.
   */
  async openTunnel(peer: string, options: OpenTunnelOptions): Promise<TunnelClient> {
    const { openTunnel } = await import('./client-tunnels.ts');
    const { address } = options;
    return openTunnel(this.#tunnelParts(), this.#peerIdOf(peer), options, (signal) =>
      this.establishSecureChannel(peer, { signal, ...(address === undefined ? {} : { address }) }),
    );
  }

  /**
   * Serves the tunnels that peers open, on all channels from now on, until it is disposed or the client shut down. Nothing is allowed but what rules say; streams that
   * are no tunnel's are left to whoever takes them. Source: spec/tunnel.
   */
  async serveTunnels(options: ServeTunnelsOptions = {}): Promise<TunnelServer> {
    const { serveTunnels } = await import('./client-tunnels.ts');
    return serveTunnels(this.#tunnelParts(), options);
  }

  /** What this client is and does now. */
  getSystemStatus(): SystemStatus {
    const nowMs = this.#clock.monotonicMs();
    return {
      peerId: this.peerId,
      backend: this.#backend.name,
      securityLevel: this.#profile.level,
      selfTest: this.#security.selfTest,
      limits: this.#network.limits,
      suites: this.#identity.suites.map((suite) => suite.name),
      certificateExpiresAtMs: this.#identity.certificate.notAfterSeconds * 1000,
      listen: this.listenAddresses,
      uptimeMs: this.#uptimeMs(),
      peers: this.channels().map((channel) => {
        const { peerId } = channel;
        return peerStatus(channel, this.trustStore.find(peerId)?.name, nowMs, this.#network.trustScoreOf(peerId));
      }),
      sharedKeys: this.#sharedKeys.status,
      outbox: this.#isShutDown ? undefined : this.#messaging?.outbox.usage(),
      entropy: this.#security.entropy,
      threat: this.#threats.report,
      errors: this.#errors.figures(),
      pool: this.#network.getMemoryPoolStats(),
      metrics: this.getPerformanceMetrics(),
    };
  }

  /** Checks now whether this client can do its work. */
  healthCheck(): Promise<HealthReport> {
    return Promise.resolve(
      checkHealth({
        backend: this.#backend,
        identity: this.#identity,
        clock: this.#clock,
        wantedListeners: this.#wantedListeners,
        openListeners: this.listenAddresses.length,
        isShutDown: this.#isShutDown,
        sharedKeys: this.#sharedKeys.status,
        audit: this.#options.auditStanding?.(),
      }),
    );
  }

  /** Whether it may be given work: it is not shut down, and what it does is recorded where that was asked for. */
  get isFit(): boolean {
    return !this.#isShutDown && this.#options.auditStanding?.().isFailing !== true;
  }

  /** What brings the measurements together. */
  getPerformanceManager(): PerformanceManager {
    return this.#performance;
  }

  /** All performance figures, and what is remarkable about them. */
  getPerformanceReport(): PerformanceReport {
    return this.#performance.getComprehensiveReport();
  }

  /** The global performance figures. */
  getPerformanceMetrics(): PerformanceMetrics {
    return this.#performance.getPerformanceMetrics();
  }

  /** The tested source of randomness, and how it does. */
  getSecurityFoundation(): SecurityFoundation {
    return this.#security.foundation;
  }

  /** What the source of shared keys has in store for peers that keys were shared with; it is asked now. */
  getSharedKeyLinks(): Promise<readonly SharedKeyLink[]> {
    return this.#sharedKeys.source?.links() ?? Promise.resolve([]);
  }

  /** Tells of security events from now on; returns the way to stop that. */
  onSecurityEvent(listener: EventListener<SecurityEvent>): () => void {
    return this.#security.events.listen(listener);
  }

  /** The network below: memory pool, router, listeners. */
  getNetworkComms(): NetworkComms {
    return this.#network;
  }

  /** Says goodbye on every channel and stops listening. */
  async shutdown(): Promise<void> {
    this.#isShutDown = true;
    this.#performance[Symbol.dispose]();
    this.#watch?.stop();
    await this.#messaging?.[Symbol.asyncDispose]();
    await this.#network.close();
    this.#threats.stop();
    this.#security.stop();
  }

  /** {@link shutdown}, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  async #openMessaging(): Promise<void> {
    const { messaging, logger = silentLogger, metrics = silentMetrics } = this.#options;
    if (messaging === undefined) return;
    const { ClientMessaging } = await import('./client-messaging.ts');
    const connect = (peer: string): Promise<Channel> => this.establishSecureChannel(peer);
    const [identity, backend, clock, network] = [this.#identity, this.#backend, this.#clock, this.#network];
    const peerIdOf = (peer: string): string => this.#peerIdOf(peer);
    const [errors, trustStore] = [this.#errors, this.trustStore];
    const host = { identity, backend, clock, network, logger, metrics, errors, trustStore, connect, peerIdOf };
    try {
      this.#messaging = await ClientMessaging.open(messaging, host);
    } catch (error) {
      await this.shutdown();
      throw error;
    }
  }

  #tunnelParts(): TunnelParts {
    const { logger = silentLogger, metrics = silentMetrics, tracer } = this.#options;
    return {
      clock: this.#clock,
      random: this.#backend.random,
      trustStore: this.trustStore,
      network: this.#network,
      logger,
      metrics,
      tracer,
    };
  }

  #uptimeMs(): number {
    return this.#clock.monotonicMs() - this.#createdMs;
  }

  #peerIdOf(peer: string): string {
    if (isPeerId(peer)) return peer;
    const record = this.trustStore.find(peer);
    if (record === undefined) throw new QForgeError('PEER_UNKNOWN', { peer });
    return record.peerId;
  }

  #addressOf(peerId: string): string | undefined {
    return this.trustStore.find(peerId)?.address;
  }
}
