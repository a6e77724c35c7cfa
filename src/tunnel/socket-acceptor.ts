import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { QForgeError } from '../base/index.ts';
import { formatAddress, listenError, listenPrivately, startListening } from '../network/index.ts';
import { isPrivateListener } from './access-list.ts';
import { shortAddress, type TunnelAddress } from './tunnel-address.ts';

const KEEP_ALIVE_AFTER_MS = 60_000;

/** A listener of a tunnel. */
export class SocketAcceptor {
  /** Where it listens, with its real port. */
  readonly address: TunnelAddress;
  readonly #server: Server;
  readonly #unbind: () => Promise<void>;

  private constructor(server: Server, address: TunnelAddress, unbind: () => Promise<void>) {
    this.#server = server;
    this.address = address;
    this.#unbind = unbind;
  }

  /**
   * Listens; sockets are handed over paused, half-open allowed. The socket file of a process that died is replaced.
   *
   * Throws `FORWARD_PUBLIC` where other machines could connect and that was not allowed, `PORT_IN_USE` and `LISTEN_FAILED`.
   */
  static async listen(
    address: TunnelAddress,
    allowPublic: boolean,
    onSocket: (socket: Socket) => void,
  ): Promise<SocketAcceptor> {
    if (!allowPublic && !isPrivateListener(address)) {
      throw new QForgeError('FORWARD_PUBLIC', { address: shortAddress(address) });
    }
    const options = { allowHalfOpen: true, pauseOnConnect: true, noDelay: true };
    const server = createServer({ ...options, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS });
    const unbind = await bind(server.on('connection', onSocket), address);
    // Errors from here on are of connections that could not be accepted: they are lost, the listener stays.
    server.on('error', () => undefined);
    return new SocketAcceptor(server, boundAddress(server, address), unbind);
  }

  /** Takes no more connections; those that are open live on. */
  async close(): Promise<void> {
    await this.#unbind();
    if (this.#server.listening) this.#server.close();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function bind(server: Server, address: TunnelAddress): Promise<() => Promise<void>> {
  if (address.scheme === 'unix') return listenPrivately(server, address.path);
  await startListening(server, { host: address.host, port: address.port }).catch((error: unknown) => {
    throw listenError(formatAddress(address), error);
  });
  return () => Promise.resolve();
}

function boundAddress(server: Server, asked: TunnelAddress): TunnelAddress {
  if (asked.scheme === 'unix') return asked;
  const { address, port } = server.address() as AddressInfo;
  return { scheme: 'tcp', host: address, port };
}
