import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** A listener of a test, and every connection it took. */
export interface Service {
  readonly port: number;
  readonly server: Server;
  readonly sockets: Set<Socket>;
}

/** Listens on a free loopback port; connections are half-open-able and closed with the test. */
export async function startService(t: TestContext, onSocket: (socket: Socket) => void): Promise<Service> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, server, sockets };
}

/** A service that sends back what it gets, and ends when its peer has ended. */
export function startEcho(t: TestContext): Promise<Service> {
  return startService(t, (socket) => socket.pipe(socket));
}

/** How a connection of a test ended. */
export interface Heard {
  readonly bytes: Buffer;
  /** How it ended: the peer's end, or the code of an error. */
  readonly end: string;
}

/** Everything a socket hears until it is over. */
export async function hear(socket: Socket): Promise<Heard> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const end = await new Promise<string>((resolve) => {
    // It may be over before anybody listened.
    if (socket.readableEnded) resolve('end');
    const { errored } = socket as { errored: NodeJS.ErrnoException | null };
    if (errored !== null) resolve(errored.code ?? 'error');
    socket.once('end', () => resolve('end'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    socket.once('close', () => resolve('close'));
  });
  return { bytes: Buffer.concat(chunks), end };
}

/** A half-open-able socket that may still be connecting, destroyed with the test. */
function begin(t: TestContext, where: number | string): Socket {
  const options = typeof where === 'number' ? { port: where, host: '127.0.0.1' } : { path: where };
  const socket = connect({ ...options, allowHalfOpen: true });
  t.after(() => socket.destroy());
  return socket;
}

/** A connected, half-open-able socket, destroyed with the test. */
export async function dial(t: TestContext, where: number | string): Promise<Socket> {
  const socket = begin(t, where);
  await new Promise((resolve, reject) => socket.once('connect', () => resolve(undefined)).once('error', reject));
  return socket;
}

/** Sends bytes through a new connection, ends it, and returns what came back. */
export function exchange(t: TestContext, where: number | string, bytes: Uint8Array | string): Promise<Heard> {
  const socket = begin(t, where);
  const heard = hear(socket);
  socket.end(bytes);
  return heard;
}
