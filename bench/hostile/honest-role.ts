import { type Channel, NetworkComms, TcpTransport } from '../../src/network/index.ts';
import { processorMs } from '../processor-time.ts';
import type { Role } from '../roles.ts';
import { median, quantile } from '../statistics.ts';
import { identityOf, identityText, openNetwork } from './hostile-identity.ts';

const MESSAGE = new Uint8Array(64 * 1024);
const MS_PER_SECOND = 1000;

/** A peer that means it: one live channel, and new ones now and then. */
export function honestRole(): Role {
  let live: Channel | undefined;
  let victim = { address: '', peerId: '' };
  return {
    connect: async (argument) => {
      victim = argument as unknown as typeof victim;
      live = await newNetwork().connect(victim.peerId, victim.address);
      return null;
    },
    throughput: async (argument) => {
      const { ms } = argument as { ms: number };
      if (live === undefined) throw new Error('connect comes first');
      const startMs = processorMs();
      const { sentBytes, bytesPerSecond } = await throughput(live, ms);
      return { sentBytes, bytesPerSecond, processorMs: processorMs() - startMs };
    },
    handshakes: (argument) => {
      const { count, everyMs } = argument as { count: number; everyMs: number };
      return handshakes(victim, count, everyMs);
    },
  };
}

function newNetwork(): NetworkComms {
  return new NetworkComms({ ...openNetwork(identityOf(identityText())), transports: [new TcpTransport()] });
}

async function throughput(channel: Channel, ms: number): Promise<{ sentBytes: number; bytesPerSecond: number }> {
  const startMs = performance.now();
  let sentBytes = 0;
  while (performance.now() - startMs < ms) {
    sentBytes += MESSAGE.length;
    if (!channel.post(MESSAGE)) await channel.ready();
  }
  // What is on the way counts only when it has arrived.
  await channel.send(MESSAGE);
  return { sentBytes, bytesPerSecond: (sentBytes * MS_PER_SECOND) / (performance.now() - startMs) };
}

async function handshakes(
  { address, peerId }: { readonly address: string; readonly peerId: string },
  count: number,
  everyMs: number,
): Promise<{ p50Ms: number; p99Ms: number; maxMs: number; failed: number }> {
  const network = newNetwork();
  const timesMs: number[] = [];
  let failed = 0;
  for (let turn = 0; turn < count; turn++) {
    const startMs = performance.now();
    try {
      const channel = await network.connect(peerId, address);
      timesMs.push(performance.now() - startMs);
      await channel.close();
    } catch {
      failed += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - (performance.now() - startMs))));
  }
  await network.close();
  if (timesMs.length === 0) return { p50Ms: Infinity, p99Ms: Infinity, maxMs: Infinity, failed };
  return { p50Ms: median(timesMs), p99Ms: quantile(timesMs, 0.99), maxMs: Math.max(...timesMs), failed };
}
