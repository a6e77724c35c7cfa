import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

/** A relay before a listener that cuts its first connections, each when so many bytes have gone to the listener; later ones hold. */
export async function cuttingRelay(t: TestContext, address: string, cutAfterBytes: readonly number[]): Promise<string> {
  const target = new URL(address);
  const sockets = new Set<Socket>();
  const cuts = [...cutAfterBytes];
  const relay = createServer((caller) => {
    const listener = connect(Number(target.port), target.hostname);
    let leftBytes = cuts.shift() ?? Number.POSITIVE_INFINITY;
    for (const [from, to] of [
      [caller, listener],
      [listener, caller],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
    caller.on('data', (chunk: Buffer) => {
      leftBytes -= chunk.length;
      if (leftBytes < 0) caller.resetAndDestroy();
    });
  });
  t.after(() => {
    relay.close();
    for (const socket of sockets) socket.destroy();
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  return `tcp://127.0.0.1:${(relay.address() as AddressInfo).port}`;
}
