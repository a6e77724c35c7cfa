import { type Clock, type Connection, cancelled, type Listener, QForgeError, type Transport } from '../base/index.ts';
import { MessageConnection, parseAddress } from '../network/index.ts';
import { BrowserMessageSocket } from './browser-message-socket.ts';

/** From the first byte to an open WebSocket. */
const OPENING_TIMEOUT_MS = 10_000;

/** Opens WebSockets of the platform to `ws://` or `wss://` addresses; pages cannot listen. */
export class WebSocketDialer implements Transport {
  readonly scheme: 'ws' | 'wss';
  readonly #clock: Clock;

  constructor(scheme: 'ws' | 'wss', clock: Clock) {
    this.scheme = scheme;
    this.#clock = clock;
  }

  /** Throws `ADDRESS_INVALID`, `CANCELLED`, or `HOST_UNREACHABLE` for every other failure: browsers do not say why. */
  async connect(address: string, options: { readonly signal?: AbortSignal } = {}): Promise<Connection> {
    const { scheme } = parseAddress(address);
    if (scheme !== this.scheme) {
      throw new QForgeError('ADDRESS_INVALID', { address, reason: `it is not a ${this.scheme}:// address` });
    }
    const { signal } = options;
    if (signal?.aborted) throw cancelled(`The connection to ${address}`, signal);
    const socket = openSocket(address);
    const opening = Promise.withResolvers<void>();
    const abort = (): void => opening.reject(cancelled(`The connection to ${address}`, signal));
    const fail = (): void => opening.reject(unreachable(address, 'the browser could not open a WebSocket to it'));
    const deadline = this.#clock.schedule(OPENING_TIMEOUT_MS, () =>
      opening.reject(unreachable(address, 'there was no answer in time')),
    );
    socket.addEventListener('open', () => opening.resolve());
    socket.addEventListener('error', fail);
    socket.addEventListener('close', fail);
    signal?.addEventListener('abort', abort);
    // From here on, so that nothing that comes with the opening is lost.
    const connection = new MessageConnection(new BrowserMessageSocket(socket, address, this.#clock), address, {});
    try {
      await opening.promise;
    } catch (error) {
      connection.destroy();
      throw error;
    } finally {
      deadline.cancel();
      signal?.removeEventListener('abort', abort);
    }
    return connection;
  }

  /** Throws `LISTEN_FAILED`. */
  listen(address: string): Promise<Listener> {
    return Promise.reject(new QForgeError('LISTEN_FAILED', { address, reason: 'web pages cannot accept connections' }));
  }
}

/** Content security policies and pages over HTTPS forbid some addresses at once. */
function openSocket(address: string): WebSocket {
  try {
    return new WebSocket(address);
  } catch (error) {
    const reason = 'the browser forbids this page to open it';
    throw new QForgeError('HOST_UNREACHABLE', { address, reason }, { cause: error });
  }
}

function unreachable(address: string, reason: string): QForgeError<'HOST_UNREACHABLE'> {
  return new QForgeError('HOST_UNREACHABLE', { address, reason });
}
