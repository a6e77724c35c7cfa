import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** A relay before a listener: the first connection stalls for good when so many bytes have gone to the listener. */
export async function stallingRelay(t: TestContext, address: string, stallAfterBytes: number): Promise<string> {
  const target = new URL(address);
  const sockets = new Set<Socket>();
  let stalls = true;
  const relay = createServer((caller) => {
    const listener = connect(Number(target.port), target.hostname);
    let leftBytes = stalls ? stallAfterBytes : Number.POSITIVE_INFINITY;
    stalls = false;
    for (const [from, to] of [
      [caller, listener],
      [listener, caller],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
    listener.pipe(caller);
    caller.on('data', (chunk) => {
      leftBytes -= chunk.length;
      // What is swallowed is never credited, so the sender soon waits.
      if (leftBytes >= 0 && !listener.write(chunk)) {
        caller.pause();
        listener.once('drain', () => caller.resume());
      }
    });
  });
  t.after(() => {
    relay.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  return `tcp://127.0.0.1:${(relay.address() as AddressInfo).port}`;
}
