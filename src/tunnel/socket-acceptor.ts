import { chmod, lstat, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { QForgeError } from '../base/index.ts';
import { errorCodeOf, formatAddress, listenError } from '../network/index.ts';
import { isPrivateListener } from './access-list.ts';
import { shortAddress, type TunnelAddress } from './tunnel-address.ts';

/** Only the owner may connect to a Unix socket of a tunnel. */
const SOCKET_MODE = 0o600;
const KEEP_ALIVE_AFTER_MS = 60_000;

/** A listener of a tunnel. */
export class SocketAcceptor {
  /** Where it listens, with its real port. */
  readonly address: TunnelAddress;
  readonly #server: Server;

  private constructor(server: Server, address: TunnelAddress) {
    this.#server = server;
    this.address = address;
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
    if (address.scheme === 'unix') await removeAbandoned(address.path);
    const options = { allowHalfOpen: true, pauseOnConnect: true, noDelay: true };
    const server = createServer({ ...options, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS });
    // Before a path has its mode, whoever the umask lets can connect.
    const refuse = (socket: Socket): unknown => socket.destroy();
    server.on('connection', refuse);
    await bind(server, address);
    server.off('connection', refuse).on('connection', onSocket);
    return new SocketAcceptor(server, boundAddress(server, address));
  }

  /** Takes no more connections; those that are open live on. */
  async close(): Promise<void> {
    if (this.#server.listening) this.#server.close();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function bind(server: Server, address: TunnelAddress): Promise<void> {
  const where = address.scheme === 'tcp' ? { host: address.host, port: address.port } : { path: address.path };
  try {
    await new Promise<void>((resolve, reject) => {
      // Later errors are of connections that could not be accepted: they are lost, the listener stays.
      server.on('error', reject).listen(where, resolve);
    });
    if (address.scheme === 'unix') await chmod(address.path, SOCKET_MODE);
  } catch (error) {
    server.close();
    throw listenError(formatAddress(address), error);
  }
}

function boundAddress(server: Server, asked: TunnelAddress): TunnelAddress {
  if (asked.scheme === 'unix') return asked;
  const { address, port } = server.address() as AddressInfo;
  return { scheme: 'tcp', host: address, port };
}

/** Removes a socket file behind which nobody listens; anything else stays, and will be in the way. */
async function removeAbandoned(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSocket() !== true) return;
  const isAnswered = await new Promise<boolean>((resolve) => {
    const probe = connect(path);
    probe.once('error', (error) => resolve(errorCodeOf(error) !== 'ECONNREFUSED'));
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
  });
  if (!isAnswered) await rm(path, { force: true });
}
