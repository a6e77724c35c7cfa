import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { listenError } from './connection-errors.ts';

const LOOPBACK = '127.0.0.1';

/**
 * TCP ports of loopback for listeners whose places are told to others before they listen: processes, say, whose configurations name
 * each other.
 *
 * On each a connection of this process to itself stays open. While it does, the system gives the port to nobody who asks for any, and
 * lets who names it listen there, as it lets a server that is started again while connections of its former life go on
 * (`SO_REUSEADDR`, which Node.js and most servers set). They keep no process alive.
 */
export class ReservedPorts implements Disposable {
  readonly ports: readonly number[];
  readonly #connections: DisposableStack;

  private constructor(ports: readonly number[], connections: DisposableStack) {
    this.ports = ports;
    this.#connections = connections;
  }

  /** Reserves so many, each another. Throws `LISTEN_FAILED`. */
  static async take(count: number): Promise<ReservedPorts> {
    using connections = new DisposableStack();
    const ports: number[] = [];
    while (ports.length < count) ports.push(await reserve(connections));
    return new ReservedPorts(ports, connections.move());
  }

  /** Gives back to the system those that nobody listens on by now; who listens is not disturbed. */
  [Symbol.dispose](): void {
    this.#connections.dispose();
  }
}

async function reserve(connections: DisposableStack): Promise<number> {
  const server = createServer();
  try {
    const listening = once(server, 'listening');
    server.listen(0, LOOPBACK);
    await listening;
    const { port } = server.address() as AddressInfo;
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const from = connect(port, LOOPBACK);
    await once(from, 'connect');
    const [to] = await accepted;
    for (const end of [from, to]) connections.defer(endOf(end));
    return port;
  } catch (error) {
    throw listenError(`tcp://${LOOPBACK}:0`, error);
  } finally {
    server.close();
  }
}

/** Ended by a reset: after a connection that closes in order its port would be kept for a minute more. */
function endOf(socket: Socket): () => void {
  socket.on('error', () => undefined).unref();
  return () => socket.resetAndDestroy();
}
