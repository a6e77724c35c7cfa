import { createServer, type Server, type Socket } from 'node:net';
import type { Connection, Listener, Logger } from '../base/index.ts';
import { AcceptedConnection } from './accepted-connection.ts';
import { errorCodeOf } from './connection-errors.ts';
import type { QueueMarks } from './queue-marks.ts';

/** Connections that wait to be accepted; the system may allow fewer. */
export const LISTEN_BACKLOG = 4096;

/** What a listener needs to know of its kind of socket. */
export interface ListenPlan {
  /** Binds the server. Resolves with what is to be done before it closes; rejects with `PORT_IN_USE` or `LISTEN_FAILED`. */
  readonly bind: (server: Server) => Promise<() => Promise<void>>;
  readonly marks: Partial<QueueMarks>;
  readonly logger: Logger;
  /** The address once the system has bound it. */
  readonly boundAddress: (server: Server) => string;
  /** The address of an accepted peer; undefined if it has gone already. */
  readonly peerAddress: (socket: Socket) => string | undefined;
}

/** Listens for stream sockets. Throws `PORT_IN_USE` or `LISTEN_FAILED`. */
export async function listenOnSocket(
  plan: ListenPlan,
  onConnection: (connection: Connection) => void,
): Promise<Listener> {
  const options = { allowHalfOpen: true, pauseOnConnect: true, noDelay: true };
  const server = createServer(options, (accepted) => accept(plan, accepted, onConnection));
  const unbind = await plan.bind(server);
  // Out of descriptors, or a peer that left in the queue: one connection is lost, the listener stays.
  server.on('error', (error) => {
    plan.logger.log('warn', 'network', 'a connection could not be accepted', { reason: errorCodeOf(error) });
  });
  return {
    address: plan.boundAddress(server),
    close: async () => {
      await unbind();
      await closeServer(server);
    },
  };
}

function accept(plan: ListenPlan, accepted: Socket, onConnection: (connection: Connection) => void): void {
  const address = plan.peerAddress(accepted);
  if (address === undefined) accepted.destroy();
  else onConnection(new AcceptedConnection(accepted, address, plan.marks));
}

/**
 * Resolves as soon as the address is free again. The server's own `close` event would come only when all
 * connections are gone, and those live on here.
 */
async function closeServer(server: Server): Promise<void> {
  if (server.listening) server.close();
  await new Promise((resolve) => setImmediate(resolve));
}
