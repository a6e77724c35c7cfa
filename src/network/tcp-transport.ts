import type { AddressInfo, Server, Socket } from 'node:net';
import { assert, type Connection, type Listener, type Logger, silentLogger, type Transport } from '../base/index.ts';
import { formatAddress, invalidAddress, parseAddress, type TcpAddress } from './address.ts';
import { listenError } from './connection-errors.ts';
import { unmappedHost } from './ip-address.ts';
import { startListening } from './private-socket.ts';
import type { QueueMarks } from './queue-marks.ts';
import { connectSocket } from './socket-dialer.ts';
import { LISTEN_BACKLOG, listenOnSocket } from './socket-listener.ts';

/** Settings of the socket transports; all optional. */
export interface SocketTransportOptions {
  readonly marks?: Partial<QueueMarks>;
  readonly logger?: Logger;
}

/**
 * TCP, addressed as `tcp://host:port` or `tcp://[IPv6]:port`, without Nagle's delay.
 *
 * Port 0 listens on any free one. A name with several addresses is tried on all of them (RFC 8305).
 */
export class TcpTransport implements Transport {
  readonly scheme = 'tcp';
  readonly #marks: Partial<QueueMarks>;
  readonly #logger: Logger;

  constructor(options: SocketTransportOptions = {}) {
    this.#marks = options.marks ?? {};
    this.#logger = options.logger ?? silentLogger;
  }

  /** Throws `ADDRESS_INVALID`, `CONNECTION_REFUSED`, `HOST_UNREACHABLE` or `CANCELLED`. */
  async connect(address: string, options: { readonly signal?: AbortSignal } = {}): Promise<Connection> {
    const { host, port } = parseTcpAddress(address);
    if (port === 0) throw invalidAddress(address, 'port 0 is only for listening');
    return connectSocket(address, { host, port }, this.#marks, options.signal);
  }

  /** Throws `ADDRESS_INVALID`, `PORT_IN_USE` or `LISTEN_FAILED`. */
  async listen(address: string, onConnection: (connection: Connection) => void): Promise<Listener> {
    const { host, port } = parseTcpAddress(address);
    const bind = async (server: Server): Promise<() => Promise<void>> => {
      await startListening(server, { host, port, backlog: LISTEN_BACKLOG }).catch((error: unknown) => {
        throw listenError(address, error);
      });
      return () => Promise.resolve();
    };
    return listenOnSocket({ bind, marks: this.#marks, logger: this.#logger, boundAddress, peerAddress }, onConnection);
  }
}

function parseTcpAddress(unverified: string): TcpAddress {
  const address = parseAddress(unverified);
  if (address.scheme !== 'tcp') throw invalidAddress(unverified, 'it is not a tcp:// address');
  return address;
}

function boundAddress(server: Server): string {
  const bound: AddressInfo | string | null = server.address();
  assert(bound !== null && typeof bound === 'object', 'a TCP server has an address and a port');
  return formatAddress({ scheme: 'tcp', host: bound.address, port: bound.port });
}

function peerAddress(socket: Socket): string | undefined {
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  return formatAddress({ scheme: 'tcp', host: unmappedHost(remoteAddress), port: remotePort });
}
