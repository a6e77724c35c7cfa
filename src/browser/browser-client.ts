import { type Clock, type Logger, QForgeError, silentLogger, silentMetrics, systemClock } from '../base/index.ts';
import { type CryptoBackend, loadPageBackend } from '../crypto/index.ts';
import type { DeviceIdentity } from '../handshake/index.ts';
import { type Channel, NetworkComms } from '../network/index.ts';
import type { IdentityStore } from './identity-store.ts';
import { IdentityVault } from './identity-vault.ts';
import { IndexedDbStore } from './indexed-db-store.ts';
import { WebSocketDialer } from './web-socket-dialer.ts';

const DEFAULT_DATABASE = 'qforge';
const DEFAULT_IDENTITY = 'default';

/** What a browser client is made with; all optional. */
export interface BrowserClientOptions {
  /** Which of the page's identities; default: the one that pages without a choice share. */
  readonly identityName?: string;
  /** Where identities are kept; default: the IndexedDB database "qforge" of the page's origin. */
  readonly store?: IdentityStore;
  readonly logger?: Logger;
  readonly clock?: Clock;
}

/**
 * A device in a web page: it reaches peers over WebSockets, and cannot be reached.
 *
 *     const client = await BrowserClient.open();
 *     const channel = await client.connect('qf1...', 'wss://peer.example:443/qforge');
 *     await channel.send(new TextEncoder().encode('hello'));
 */
export class BrowserClient implements AsyncDisposable {
  readonly peerId: string;
  readonly #network: NetworkComms;

  private constructor(identity: DeviceIdentity, network: NetworkComms) {
    this.peerId = identity.peerId;
    this.#network = network;
  }

  /** Opens the page's identity, or makes it: that takes a moment. Rejects with `STORAGE_UNAVAILABLE` or `STORED_IDENTITY_DAMAGED`. */
  static async open(options: BrowserClientOptions = {}): Promise<BrowserClient> {
    const { clock = systemClock, logger = silentLogger } = options;
    const backend = await loadPageBackend();
    const identity = await vaultOf(options, backend).open(options.identityName ?? DEFAULT_IDENTITY);
    const network = new NetworkComms({
      backend,
      identity,
      policy: 'require-pqc',
      keySource: undefined,
      clock,
      logger,
      metrics: silentMetrics,
      authorize: (peer) => Promise.reject(new QForgeError('PEER_NOT_TRUSTED', { peer })),
      addressOf: () => undefined,
      transports: [new WebSocketDialer('ws', clock), new WebSocketDialer('wss', clock)],
    });
    return new BrowserClient(identity, network);
  }

  /** Forgets the page's identity for good. Rejects with `STORAGE_UNAVAILABLE`. */
  static async forget(options: Pick<BrowserClientOptions, 'identityName' | 'store'> = {}): Promise<void> {
    await storeOf(options).remove(options.identityName ?? DEFAULT_IDENTITY);
  }

  /**
   * The open channel to a peer, or a new one to this `ws://` or `wss://` address.
   *
   * Rejects with `ADDRESS_INVALID`, `HOST_UNREACHABLE`, `HANDSHAKE_REFUSED`, `PEER_ID_MISMATCH`, `PEER_REFUSED`, `HANDSHAKE_TIMEOUT`,
   * `CANCELLED` and others.
   */
  connect(peerId: string, address: string, options: { readonly signal?: AbortSignal } = {}): Promise<Channel> {
    return this.#network.connect(peerId, address, options);
  }

  /** Open channels. */
  channels(): readonly Channel[] {
    return this.#network.channels;
  }

  /** Says goodbye on every channel. */
  async close(): Promise<void> {
    await this.#network.close();
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function vaultOf(options: BrowserClientOptions, backend: CryptoBackend): IdentityVault {
  const { clock = systemClock } = options;
  return new IdentityVault({ store: storeOf(options), backend, clock });
}

function storeOf({ store }: Pick<BrowserClientOptions, 'store'>): IdentityStore {
  return store ?? new IndexedDbStore(DEFAULT_DATABASE);
}
