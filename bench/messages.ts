import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { Comparison } from './comparison.ts';
import type { SendPattern } from './link-client-role.ts';
import type { LinkPair } from './link-pair.ts';
import { LinkPairs } from './link-pairs.ts';
import type { BenchmarkResult, Measurement } from './measurement.ts';
import { type Figures, pairedRuns } from './paired-runs.ts';

interface MessageLoad {
  readonly name: string;
  readonly figure: string;
  readonly messageBytes: number;
  readonly pattern: SendPattern;
  readonly count: number;
}

const LOADS: readonly MessageLoad[] = [
  { name: '64 B in bursts', figure: 'tinyBurst', messageBytes: 64, pattern: 'burst', count: 1_000_000 },
  { name: '64 B, one a turn', figure: 'tinyTurn', messageBytes: 64, pattern: 'turn', count: 40_000 },
  { name: '64 B, one a microtask', figure: 'tinyMicrotask', messageBytes: 64, pattern: 'microtask', count: 200_000 },
  { name: '1 KiB in bursts', figure: 'kibBurst', messageBytes: 1024, pattern: 'burst', count: 300_000 },
  { name: '1 KiB, one a turn', figure: 'kibTurn', messageBytes: 1024, pattern: 'turn', count: 30_000 },
];
/** The slower contestants take a share, so that a round stays short; the figures are rates. */
const SHARES: Readonly<Record<string, number>> = { ws: 0.2 };

/** Small messages, each delivered to a callback, against TLS with the same framing and against WebSockets. */
export const messages: Benchmark = {
  name: 'messages',
  title: 'messages a second of 64 B and 1 KiB, against node:tls with one write each, packed by hand, and ws',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  const names = ['ours', 'tls-naive', 'tls-packed', 'ws', 'tcp-packed'] as const;
  await using pairs = await LinkPairs.start(names, { connected: true });
  const share = quick ? 0.4 : 1;
  const sides = Array.from(pairs.byName, ([label, pair]) => ({
    label,
    run: () => measure(pair, share * (SHARES[label] ?? 1)),
  }));
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 1, runs: 6 });
  const comparison = new Comparison(figures, pairs.byName, { side: 'tcp-packed', name: 'bare TCP, packed' });
  const rate = (name: string, peer: string, figure: string): Measurement =>
    comparison.of({ name, unit: 'messages/s', better: 'higher', peer, figure });
  return {
    ...rate('messages', 'tls-naive', 'tinyBurst'),
    details: LOADS.flatMap(({ name, figure, pattern }) =>
      peersOf(pattern).map((peer) => rate(name, peer, figure)),
    ).slice(1),
    facts: await pairs.facts(),
  };
}

/** Packing by hand leaves messages waiting for the next turn, so that it only compares within one. */
function peersOf(pattern: SendPattern): readonly string[] {
  return pattern === 'burst' ? ['tls-naive', 'tls-packed', 'ws'] : ['tls-naive', 'ws'];
}

async function measure(pair: LinkPair, share: number): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const { figure, messageBytes, pattern, count } of LOADS) {
    const { messagesPerSecond = 0 } = await pair.transfer(messageBytes, Math.ceil(count * share), pattern, 'messages');
    figures[figure] = messagesPerSecond;
  }
  return figures;
}
