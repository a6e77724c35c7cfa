import type { SocketConnectOpts } from 'node:net';
import { type Connection, cancelled } from '../base/index.ts';
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
  if (signal?.aborted) throw cancelled(`The connection to ${address}`, signal);
  const connection = new SocketConnection(marks);
  const { socket } = connection;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const refuse = (error: Error): void => reject(connectError(address, error));
  const abort = (): void => {
    connection.destroy();
    reject(cancelled(`The connection to ${address}`, signal));
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
