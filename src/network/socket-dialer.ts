import type { SocketConnectOpts } from 'node:net';
import { type Connection, QForgeError } from '../base/index.ts';
import { connectError } from './connection-errors.ts';
import type { QueueMarks } from './queue-marks.ts';
import { SocketConnection } from './socket-connection.ts';

/**
 * Connects a stream socket.
 *
 * Throws `CONNECTION_REFUSED`, `HOST_UNREACHABLE`, or `CANCELLED` when `signal` aborts before it is connected;
 * later aborts do nothing.
 */
export async function connectSocket(
  address: string,
  target: SocketConnectOpts,
  marks: Partial<QueueMarks>,
  signal?: AbortSignal,
): Promise<Connection> {
  if (signal?.aborted) throw cancelled(address, signal);
  const connection = new SocketConnection(marks);
  const { socket } = connection;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const refuse = (error: Error): void => reject(connectError(address, error));
  const abort = (): void => {
    connection.destroy();
    reject(cancelled(address, signal));
  };
  socket.once('error', refuse);
  signal?.addEventListener('abort', abort);
  socket.setNoDelay(true);
  try {
    socket.connect(target, resolve);
    await promise;
  } finally {
    socket.off('error', refuse);
    signal?.removeEventListener('abort', abort);
  }
  return connection.connected(address);
}

function cancelled(address: string, signal: AbortSignal | undefined): QForgeError<'CANCELLED'> {
  return new QForgeError('CANCELLED', { what: `The connection to ${address}` }, { cause: signal?.reason });
}
