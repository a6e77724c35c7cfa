import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { freePort } from '../free-ports.ts';

/** A relay before a listener, on one port, that goes away with all its connections and comes back. */
export interface ClosingRelay {
  readonly address: string;
  /** Nobody gets through, and whoever was through is cut off. */
  close(): Promise<void>;
  open(): Promise<void>;
}

/** Opens a relay before a listener. */
export async function closingRelay(t: TestContext, address: string): Promise<ClosingRelay> {
  const [target, port] = [new URL(address), await freePort()];
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const close = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    if (closing === undefined) return;
    closing.close();
    for (const socket of sockets) socket.resetAndDestroy();
    await once(closing, 'close');
  };
  const open = async (): Promise<void> => {
    server = createServer((caller) => {
      const listener = connect(Number(target.port), target.hostname);
      for (const [from, to] of [
        [caller, listener],
        [listener, caller],
      ] as const) {
        sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  t.after(close);
  await open();
  return { address: `tcp://127.0.0.1:${port}`, close, open };
}
