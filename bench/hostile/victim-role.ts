import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MetricLabels, MetricsSink } from '../../src/base/index.ts';
import { admissionLimits, type Channel, NetworkComms, TcpTransport } from '../../src/network/index.ts';
import { processorMs } from '../processor-time.ts';
import type { Role } from '../roles.ts';
import { identityOf, openNetwork } from './hostile-identity.ts';

const NS_PER_MS = 1e6;
const MESSAGE = new Uint8Array(64 * 1024);
const CHANNEL_LIMIT_MS = 10_000;

interface VictimPlan {
  readonly identity: string;
  readonly handshakeTimeoutMs: number;
  /** Descriptors that the limits are made for; by default those of the process. */
  readonly descriptors: number | null;
}

/** The device that is attacked: takes every message, and tells how it fares. */
export function victimRole(): Role {
  const counters = new Counters();
  const delays = monitorEventLoopDelay({ resolution: 1 });
  let network: NetworkComms | undefined;
  return {
    start: async (argument) => {
      const plan = argument as unknown as VictimPlan;
      network = new NetworkComms({
        ...openNetwork(identityOf(plan.identity)),
        transports: [new TcpTransport()],
        metrics: counters,
        handshakeTimeoutMs: plan.handshakeTimeoutMs,
        admission: admissionLimits(plan.descriptors ?? 65_536),
      });
      network.onChannel((channel) => channel.onMessage(() => undefined));
      delays.enable();
      return network.listen('tcp://127.0.0.1:0');
    },
    state: () => {
      const state = {
        rssBytes: readable(() => process.memoryUsage.rss()),
        descriptors: readable(() => readdirSync('/proc/self/fd').length),
        channels: network?.channels.length ?? 0,
        processorMs: processorMs(),
        loopP99Ms: delays.percentile(99) / NS_PER_MS,
        loopMaxMs: delays.max / NS_PER_MS,
        ...counters.all(),
      };
      delays.reset();
      return state;
    },
    /** Sends to a peer as much as it takes, for so long. */
    sendTo: (argument) => {
      const { peerId, ms } = argument as { peerId: string; ms: number };
      return sendTo(present(network), peerId, ms);
    },
  };
}

async function sendTo(network: NetworkComms, peerId: string, ms: number): Promise<{ acceptedBytes: number }> {
  const channel = network.channelTo(peerId) ?? (await nextChannelOf(network, peerId));
  const over = new Promise<'over'>((resolve) => setTimeout(() => resolve('over'), ms));
  let acceptedBytes = 0;
  for (;;) {
    acceptedBytes += MESSAGE.length;
    if (channel.post(MESSAGE)) continue;
    if ((await Promise.race([channel.ready(), over])) === 'over') return { acceptedBytes };
  }
}

/** A peer's channel is its own from the responder's Finished on, this side's only with the Resume that follows. spec/records §4 */
function nextChannelOf(network: NetworkComms, peerId: string): Promise<Channel> {
  const { promise, resolve, reject } = Promise.withResolvers<Channel>();
  const giveUp = setTimeout(() => reject(new Error('the reader has no channel')), CHANNEL_LIMIT_MS);
  const stop = network.onChannel((channel) => {
    if (channel.peerId === peerId) resolve(channel);
  });
  return promise.finally(() => {
    clearTimeout(giveUp);
    stop();
  });
}

/** Counters and gauges by name, whatever their labels. */
class Counters implements MetricsSink {
  readonly #values: Record<string, number> = {
    qforge_handshakes_half_open: 0,
    qforge_handshakes_begun_total: 0,
    qforge_handshake_challenges_total: 0,
    qforge_connections_dropped_total: 0,
  };

  count(name: string, delta: number, _labels?: MetricLabels): void {
    this.#values[name] = (this.#values[name] ?? 0) + delta;
  }

  gauge(name: string, value: number): void {
    this.#values[name] = value;
  }

  observe(): void {
    /* distributions are measured from outside */
  }

  all(): Readonly<Record<string, number>> {
    return this.#values;
  }
}

/** A figure that takes a descriptor to read; -1 when there is none. */
function readable(read: () => number): number {
  try {
    return read();
  } catch {
    return -1;
  }
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('start comes first');
  return value;
}
