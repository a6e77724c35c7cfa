import type { Server } from 'node:net';
import { type Connection, type Listener, type Logger, silentLogger, type Transport } from '../base/index.ts';
import { invalidAddress, parseAddress } from './address.ts';
import { listenPrivately } from './private-socket.ts';
import type { QueueMarks } from './queue-marks.ts';
import { connectSocket } from './socket-dialer.ts';
import { LISTEN_BACKLOG, listenOnSocket } from './socket-listener.ts';
import type { SocketTransportOptions } from './tcp-transport.ts';

/**
 * Unix domain sockets, addressed as `unix:///path`.
 *
 * Only the owner of a listener may connect. A socket file that a killed process left behind is replaced; one that still answers is
 * `PORT_IN_USE`.
 */
export class UnixTransport implements Transport {
  readonly scheme = 'unix';
  readonly #marks: Partial<QueueMarks>;
  readonly #logger: Logger;

  constructor(options: SocketTransportOptions = {}) {
    this.#marks = options.marks ?? {};
    this.#logger = options.logger ?? silentLogger;
  }

  /** Throws `ADDRESS_INVALID`, `CONNECTION_REFUSED`, `HOST_UNREACHABLE` or `CANCELLED`. */
  async connect(address: string, options: { readonly signal?: AbortSignal } = {}): Promise<Connection> {
    return connectSocket(address, { path: unixPath(address) }, this.#marks, options.signal);
  }

  /** Throws `ADDRESS_INVALID`, `PORT_IN_USE` or `LISTEN_FAILED`. */
  async listen(address: string, onConnection: (connection: Connection) => void): Promise<Listener> {
    const path = unixPath(address);
    const plan = {
      bind: (server: Server) => listenPrivately(server, path, { backlog: LISTEN_BACKLOG }),
      marks: this.#marks,
      logger: this.#logger,
    };
    // Peers of a Unix socket have no address of their own.
    return listenOnSocket({ ...plan, boundAddress: () => address, peerAddress: () => address }, onConnection);
  }
}

function unixPath(unverified: string): string {
  const address = parseAddress(unverified);
  if (address.scheme !== 'unix') throw invalidAddress(unverified, 'it is not a unix:// address');
  return address.path;
}
