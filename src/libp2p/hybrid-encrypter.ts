import {
  type ComponentLogger,
  type ConnectionEncrypter,
  type MessageStream,
  type PrivateKey,
  type SecureConnectionOptions,
  type SecuredConnection,
  serviceCapabilities,
} from '@libp2p/interface';
import { isQForgeError, type MetricsSink, QForgeError, silentMetrics } from '../base/index.ts';
import { type CryptoBackend, nativeBackend } from '../crypto/index.ts';
import type { HandshakeRole } from '../handshake/index.ts';
import { EncryptedStream } from './encrypted-stream.ts';
import { HYBRID_PROTOCOL, runHandshake } from './session-handshake.ts';

export { HYBRID_PROTOCOL };

/** How long a handshake may take at most. spec/libp2p §2 */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** What a node of libp2p hands in. */
export interface HybridEncrypterComponents {
  readonly privateKey: PrivateKey;
  readonly logger: ComponentLogger;
}

/** Settings of the encrypter. */
export interface HybridEncrypterOptions {
  /** Where `qforge_libp2p_handshakes_total` goes. Default: nowhere. */
  readonly metrics?: MetricsSink;
  /** Default: the one that OpenSSL serves. */
  readonly backend?: CryptoBackend;
}

/**
 * A connection encrypter for js-libp2p: X25519 and ML-KEM-768 together, and an identity of libp2p bound to each session. spec/libp2p
 *
 *     createLibp2p({ connectionEncrypters: [hybridEncrypter()], ... })
 *
 * Dials reject with `HANDSHAKE_FAILED`, and with libp2p's `UnexpectedPeerError`, of code `PEER_ID_MISMATCH`, for another peer than the one
 * dialled. A connection that somebody changes aborts with `RECORD_INVALID`, one that somebody cuts with `CHANNEL_TRUNCATED`.
 */
export function hybridEncrypter(
  options: HybridEncrypterOptions = {},
): (components: HybridEncrypterComponents) => ConnectionEncrypter {
  return (components) => new HybridEncrypter(components, options);
}

class HybridEncrypter implements ConnectionEncrypter {
  readonly protocol = HYBRID_PROTOCOL;
  readonly [Symbol.toStringTag] = 'qforge/libp2p';
  readonly [serviceCapabilities]: string[] = ['@libp2p/connection-encryption'];
  readonly #components: HybridEncrypterComponents;
  readonly #metrics: MetricsSink;
  readonly #backend: CryptoBackend;

  constructor(components: HybridEncrypterComponents, { metrics, backend }: HybridEncrypterOptions) {
    this.#components = components;
    this.#metrics = metrics ?? silentMetrics;
    this.#backend = backend ?? nativeBackend;
  }

  secureOutbound(connection: MessageStream, options?: SecureConnectionOptions): Promise<SecuredConnection> {
    return this.#secure(connection, 'initiator', options);
  }

  secureInbound(connection: MessageStream, options?: SecureConnectionOptions): Promise<SecuredConnection> {
    return this.#secure(connection, 'responder', options);
  }

  /** A handshake that fails leaves no connection: the peer is not told why. */
  async #secure(
    connection: MessageStream,
    role: HandshakeRole,
    { remotePeer, signal }: SecureConnectionOptions = {},
  ): Promise<SecuredConnection> {
    const limit = AbortSignal.timeout(HANDSHAKE_TIMEOUT_MS);
    try {
      const session = await runHandshake({
        connection,
        role,
        privateKey: this.#components.privateKey,
        backend: this.#backend,
        expectedPeer: remotePeer,
        signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      });
      this.#count(role, 'ok');
      return { connection: new EncryptedStream(connection, session), remotePeer: session.peer };
    } catch (error) {
      this.#count(role, reasonOf(error));
      connection.abort(error instanceof Error ? error : failed(error));
      throw error;
    }
  }

  #count(role: HandshakeRole, result: string): void {
    this.#metrics.count('qforge_libp2p_handshakes_total', 1, { role, result });
  }
}

function failed(cause: unknown): QForgeError<'HANDSHAKE_FAILED'> {
  return new QForgeError('HANDSHAKE_FAILED', { peer: 'the peer' }, { cause });
}

/** A few words for a counter: names of peers and addresses are none of its business. */
function reasonOf(error: unknown): 'peer-unexpected' | 'refused' | 'aborted' {
  if (error instanceof Error && error.name === 'UnexpectedPeerError') return 'peer-unexpected';
  return isQForgeError(error) ? 'refused' : 'aborted';
}
