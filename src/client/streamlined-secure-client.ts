import {
  type Clock,
  type PerformanceMetrics,
  QForgeError,
  silentLogger,
  silentMetrics,
  systemClock,
  utf8,
} from '../base/index.ts';
import { type CryptoBackend, nativeBackend } from '../crypto/index.ts';
import { type DeviceIdentity, isPeerId } from '../handshake/index.ts';
import { type Channel, type MessageReceipt, NetworkComms } from '../network/index.ts';
import type { ClientOptions } from './client-options.ts';
import { checkHealth, type HealthReport } from './health-check.ts';
import { loadIdentityFile } from './identity-file.ts';
import { PerformanceManager, type PerformanceReport, type SetupTimes } from './performance-manager.ts';
import { Stopwatch } from './stopwatch.ts';
import { levelOf, peerStatus, type SystemStatus } from './system-status.ts';
import { TrustStore } from './trust-store.ts';

/** How much of a PeerId names a peer that was trusted on first use. */
const SHORT_ID_LENGTH = 12;

/**
 * A device in the network: its identity, its peers, its channels. The composition root of the library.
 *
 *     const client = await StreamlinedSecureClient.create({ identity: './alice.key', listen: 'tcp://0.0.0.0:7700' });
 *     await client.sendSecureMessage('qf1...', 'hello');
 */
export class StreamlinedSecureClient {
  readonly peerId: string;
  readonly trustStore: TrustStore;
  readonly #identity: DeviceIdentity;
  readonly #backend: CryptoBackend;
  readonly #clock: Clock;
  readonly #network: NetworkComms;
  readonly #performance: PerformanceManager;
  readonly #createdMs: number;
  readonly #wantedListeners: number;
  #isShutDown = false;

  private constructor(parts: ClientParts) {
    this.peerId = parts.identity.peerId;
    this.trustStore = parts.trustStore;
    this.#identity = parts.identity;
    this.#backend = parts.backend;
    this.#clock = parts.clock;
    this.#network = parts.network;
    this.#wantedListeners = parts.network.listenAddresses.length;
    this.#createdMs = parts.clock.monotonicMs();
    this.#performance = new PerformanceManager(
      {
        setup: parts.setup,
        uptimeMs: () => this.#uptimeMs(),
        traffic: () => this.#network.traffic,
        pool: () => this.#network.getMemoryPoolStats(),
      },
      parts.options.performance,
    );
  }

  /**
   * Loads the identity, checks it, and opens the listeners.
   *
   * Rejects with `KEY_FILE_*`, `PASSPHRASE_*`, `CERTIFICATE_INVALID`, `TRUST_STORE_DAMAGED`, `PORT_IN_USE` and others; nothing stays open.
   */
  static async create(options: ClientOptions): Promise<StreamlinedSecureClient> {
    const { clock = systemClock, backend = nativeBackend } = options;
    const stopwatch = new Stopwatch(clock);
    backend.random.fill(new Uint8Array(1));
    const foundationSetupMs = stopwatch.lap();
    const identity = await openIdentity(options, backend);
    const cryptoInitMs = stopwatch.lap();
    const trustStore = await openTrustStore(options.trust);
    const network = networkOf(options, { clock, backend, identity, trustStore });
    await listenOnAll(network, options.listen);
    const networkSetupMs = stopwatch.lap();
    const setup = { foundationSetupMs, cryptoInitMs, networkSetupMs, totalSetupMs: stopwatch.total() };
    return new StreamlinedSecureClient({ options, clock, backend, identity, trustStore, network, setup });
  }

  /** Where peers can connect to, with real ports. */
  get listenAddresses(): readonly string[] {
    return this.#network.listenAddresses;
  }

  /**
   * The open channel to a peer, or a new one. The peer is named by PeerId or by its name in the list of peers.
   *
   * Rejects with `PEER_UNKNOWN`, `ADDRESS_INVALID`, `HOST_UNREACHABLE`, `CONNECTION_REFUSED`, `HANDSHAKE_REFUSED`, `PEER_ID_MISMATCH` and
   * others.
   */
  async establishSecureChannel(
    peer: string,
    options: { readonly address?: string; readonly signal?: AbortSignal } = {},
  ): Promise<Channel> {
    const peerId = this.#peerIdOf(peer);
    const address = options.address ?? this.#addressOf(peerId);
    const live = this.#network.channelTo(peerId);
    if (live !== undefined) return live;
    if (address === undefined) {
      throw new QForgeError('ARGUMENT_INVALID', { argument: 'address', reason: `none is known for ${peer}` });
    }
    const { signal } = options;
    return this.#network.connect(peerId, address, signal === undefined ? {} : { signal });
  }

  /** Sends a message to a peer, over the open channel or a new one; resolves when the peer's application has taken it. */
  async sendSecureMessage(peer: string, data: Uint8Array | string): Promise<MessageReceipt> {
    const message = typeof data === 'string' ? utf8(data) : data;
    return this.#network.router.route(this.#peerIdOf(peer), message);
  }

  /** Open channels, in both roles. */
  channels(): readonly Channel[] {
    return this.#network.channels;
  }

  /** Tells of channels that peers have opened; returns the way to stop that. */
  onChannel(listener: (channel: Channel) => void): () => void {
    return this.#network.onChannel(listener);
  }

  /** What this client is and does now. */
  getSystemStatus(): SystemStatus {
    const nowMs = this.#clock.monotonicMs();
    return {
      peerId: this.peerId,
      backend: this.#backend.name,
      securityLevel: levelOf(this.#identity.suites),
      suites: this.#identity.suites.map((suite) => suite.name),
      certificateExpiresAtMs: this.#identity.certificate.notAfterSeconds * 1000,
      listen: this.listenAddresses,
      uptimeMs: this.#uptimeMs(),
      peers: this.channels().map((channel) => peerStatus(channel, this.trustStore.find(channel.peerId)?.name, nowMs)),
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
      }),
    );
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

  /** The network below: memory pool, router, listeners. */
  getNetworkComms(): NetworkComms {
    return this.#network;
  }

  /** Says goodbye on every channel and stops listening. */
  async shutdown(): Promise<void> {
    this.#isShutDown = true;
    await this.#network.close();
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

interface ClientParts extends NetworkParts {
  readonly options: ClientOptions;
  readonly network: NetworkComms;
  readonly setup: SetupTimes;
}

interface NetworkParts {
  readonly clock: Clock;
  readonly backend: CryptoBackend;
  readonly identity: DeviceIdentity;
  readonly trustStore: TrustStore;
}

async function openIdentity(options: ClientOptions, backend: CryptoBackend): Promise<DeviceIdentity> {
  if (typeof options.identity !== 'string') return options.identity;
  return loadIdentityFile(options.identity, options.passphrase, backend);
}

async function openTrustStore(trust: ClientOptions['trust']): Promise<TrustStore> {
  if (trust === undefined) return TrustStore.inMemory();
  return typeof trust === 'string' ? TrustStore.open(trust) : trust;
}

function networkOf(options: ClientOptions, parts: NetworkParts): NetworkComms {
  const { keySource, pool, transports, handshakeTimeoutMs } = options;
  const { clock, backend, identity, trustStore } = parts;
  return new NetworkComms({
    backend,
    identity,
    clock,
    policy: options.keyPolicy ?? (keySource === undefined ? 'require-pqc' : 'require-both'),
    keySource,
    logger: options.logger ?? silentLogger,
    metrics: options.metrics ?? silentMetrics,
    authorize: (peerId) => authorize(peerId, trustStore, options.trustOnFirstUse ?? false),
    addressOf: (peerId) => trustStore.find(peerId)?.address,
    ...(pool === undefined ? {} : { pool }),
    ...(transports === undefined ? {} : { transports }),
    ...(handshakeTimeoutMs === undefined ? {} : { handshakeTimeoutMs }),
  });
}

/** Throws `PEER_UNKNOWN` or `PEER_NOT_TRUSTED`; remembers a new peer where first use was allowed by name. */
async function authorize(peerId: string, trustStore: TrustStore, onFirstUse: boolean): Promise<void> {
  await trustStore.refresh();
  const record = trustStore.find(peerId);
  if (record?.trusted === true) return;
  if (record !== undefined) throw new QForgeError('PEER_NOT_TRUSTED', { peer: record.name });
  if (!onFirstUse) throw new QForgeError('PEER_UNKNOWN', { peer: peerId });
  await trustStore.add({ name: peerId.slice(0, SHORT_ID_LENGTH), peerId, trusted: true, firstUse: true });
}

async function listenOnAll(network: NetworkComms, listen: ClientOptions['listen'] = []): Promise<void> {
  try {
    for (const address of typeof listen === 'string' ? [listen] : listen) await network.listen(address);
  } catch (error) {
    await network.close();
    throw error;
  }
}
