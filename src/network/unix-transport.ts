import { chmod, lstat, rm } from 'node:fs/promises';
import {
  type Connection,
  isQForgeError,
  type Listener,
  type Logger,
  silentLogger,
  type Transport,
} from '../base/index.ts';
import { invalidAddress, parseAddress } from './address.ts';
import { listenError } from './connection-errors.ts';
import type { QueueMarks } from './queue-marks.ts';
import { connectSocket } from './socket-dialer.ts';
import { listenOnSocket } from './socket-listener.ts';
import type { SocketTransportOptions } from './tcp-transport.ts';

/** Only the owner may connect. */
const SOCKET_MODE = 0o600;

/**
 * Unix domain sockets, addressed as `unix:///path`.
 *
 * A socket file that a killed process left behind is replaced; one that still answers is `PORT_IN_USE`.
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
    try {
      return await this.#bind(address, path, onConnection);
    } catch (error) {
      if (!isQForgeError(error, 'PORT_IN_USE') || !(await this.#isAbandoned(address, path))) throw error;
    }
    await rm(path, { force: true }).catch((error: unknown) => {
      throw listenError(address, error);
    });
    return this.#bind(address, path, onConnection);
  }

  async #bind(address: string, path: string, onConnection: (connection: Connection) => void): Promise<Listener> {
    const plan = { asked: address, options: { path }, marks: this.#marks, logger: this.#logger };
    // Peers of a Unix socket have no address of their own.
    const addresses = { boundAddress: () => address, peerAddress: () => address };
    const listener = await listenOnSocket({ ...plan, ...addresses }, onConnection);
    await chmod(path, SOCKET_MODE).catch(async (error: unknown) => {
      await listener.close();
      throw listenError(address, error);
    });
    return listener;
  }

  /** Whether there is a socket file behind which nobody listens; any other file is left alone. */
  async #isAbandoned(address: string, path: string): Promise<boolean> {
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined || !found.isSocket()) return false;
    try {
      (await this.connect(address)).destroy();
      return false;
    } catch (error) {
      return isQForgeError(error, 'CONNECTION_REFUSED');
    }
  }
}

function unixPath(unverified: string): string {
  const address = parseAddress(unverified);
  if (address.scheme !== 'unix') throw invalidAddress(unverified, 'it is not a unix:// address');
  return address.path;
}
