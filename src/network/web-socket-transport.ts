import type { ClientOptions } from 'ws';
import {
  type Connection,
  cancelled,
  type Listener,
  type Logger,
  QForgeError,
  silentLogger,
  type Transport,
} from '../base/index.ts';
import { formatAddress, invalidAddress, parseAddress, type WebSocketAddress } from './address.ts';
import { connectError } from './connection-errors.ts';
import { MessageConnection } from './message-connection.ts';
import { MAX_WEB_SOCKET_MESSAGE_BYTES } from './message-socket.ts';
import { NodeMessageSocket } from './node-message-socket.ts';
import type { QueueMarks } from './queue-marks.ts';
import type { TlsCertificate } from './web-socket-listener.ts';

/** From the first byte to an open WebSocket. */
const OPENING_TIMEOUT_MS = 10_000;

/** Settings of the WebSocket transports; all optional. */
export interface WebSocketTransportOptions {
  /** Pages that may connect, such as `https://chat.example`; default: none. Programs send no origin and are not asked for one. */
  readonly allowedOrigins?: readonly string[];
  /** For listening on `wss`; without it, leave TLS to a proxy in front of a `ws` listener. */
  readonly tls?: TlsCertificate;
  /** Authorities to trust when connecting to `wss`, in PEM; default: those of the system. */
  readonly authorities?: string;
  readonly marks?: Partial<QueueMarks>;
  readonly logger?: Logger;
}

/**
 * WebSockets, addressed as `ws://host:port/path` or `wss://...`: for browsers, and where only HTTP gets through.
 *
 * TLS around the channel is for proxies and browsers: the channel does not lean on it. The library is loaded on first use.
 */
export class WebSocketTransport implements Transport {
  readonly scheme: 'ws' | 'wss';
  readonly #options: WebSocketTransportOptions;

  constructor(scheme: 'ws' | 'wss', options: WebSocketTransportOptions = {}) {
    this.scheme = scheme;
    this.#options = options;
  }

  /** Throws `ADDRESS_INVALID`, `CONNECTION_REFUSED`, `HOST_UNREACHABLE` or `CANCELLED`. */
  async connect(address: string, options: { readonly signal?: AbortSignal } = {}): Promise<Connection> {
    const target = this.#parse(address);
    if (target.port === 0) throw invalidAddress(address, 'port 0 is only for listening');
    const { signal } = options;
    if (signal?.aborted) throw cancelled(`The connection to ${address}`, signal);
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(formatAddress(target), this.#clientOptions());
    const opening = Promise.withResolvers<void>();
    const abort = (): void => opening.reject(cancelled(`The connection to ${address}`, signal));
    socket.once('open', opening.resolve);
    socket.on('error', (error) => opening.reject(connectError(address, error)));
    socket.once('unexpected-response', (_request, response) => {
      const reason = `it answered with HTTP status ${response.statusCode}`;
      opening.reject(new QForgeError('HOST_UNREACHABLE', { address, reason }));
    });
    signal?.addEventListener('abort', abort);
    try {
      await opening.promise;
    } catch (error) {
      socket.terminate();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    return new MessageConnection(new NodeMessageSocket(socket, address), address, this.#options.marks ?? {});
  }

  /** Throws `ADDRESS_INVALID`, `PORT_IN_USE` or `LISTEN_FAILED`. */
  async listen(address: string, onConnection: (connection: Connection) => void): Promise<Listener> {
    const { allowedOrigins = [], tls, marks = {}, logger = silentLogger } = this.#options;
    const target = this.#parse(address);
    if (this.scheme === 'wss' && tls === undefined) {
      throw new QForgeError('LISTEN_FAILED', { address, reason: 'there is no certificate for TLS' });
    }
    const certificate = this.scheme === 'wss' ? tls : undefined;
    // Node's HTTP takes megabytes: who listens on no WebSocket does without.
    const { listenForWebSockets } = await import('./web-socket-listener.ts');
    return listenForWebSockets({ target, allowedOrigins, tls: certificate, marks, logger }, onConnection);
  }

  #parse(unverified: string): WebSocketAddress {
    const address = parseAddress(unverified);
    if (address.scheme === this.scheme) return address;
    throw invalidAddress(unverified, `it is not a ${this.scheme}:// address`);
  }

  #clientOptions(): ClientOptions {
    const { authorities } = this.#options;
    return {
      perMessageDeflate: false,
      maxPayload: MAX_WEB_SOCKET_MESSAGE_BYTES,
      handshakeTimeout: OPENING_TIMEOUT_MS,
      followRedirects: false,
      ...(authorities === undefined ? {} : { ca: authorities }),
    };
  }
}
