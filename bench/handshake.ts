import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { Comparison } from './comparison.ts';
import type { LinkPair } from './link-pair.ts';
import { LinkPairs } from './link-pairs.ts';
import type { BenchmarkResult, Measurement } from './measurement.ts';
import { type Figures, pairedRuns } from './paired-runs.ts';

const AT_ONCE = 32;
const ED25519 = 'tls-ed25519';
const ML_DSA = 'tls-ml-dsa';

/** Full, mutually authenticated handshakes against TLS 1.3 with the same hybrid key exchange. */
export const handshake: Benchmark = {
  name: 'handshake',
  title: `full mutual handshakes, ${AT_ONCE} at once, against TLS 1.3 with X25519MLKEM768 and Ed25519 certificates`,
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  await using pairs = await LinkPairs.start(['ours', ED25519, ML_DSA, 'tcp'], { connected: false, slots: AT_ONCE });
  const counts = quick ? { sequential: 20, atOnce: 64 } : { sequential: 200, atOnce: 640 };
  const sides = Array.from(pairs.byName, ([label, pair]) => ({ label, run: () => measure(pair, counts) }));
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 2, runs: 8 });
  const comparison = new Comparison(figures, pairs.byName, { side: 'tcp', name: 'bare TCP connect' });
  const rate = (name: string, peer: string, figure: string): Measurement =>
    comparison.of({ name, unit: 'handshakes/s', better: 'higher', peer, figure });
  const latency = (name: string, peer: string, figure: string): Measurement =>
    comparison.of({ name, unit: 'ms', better: 'lower', peer, figure });
  return {
    ...rate('handshake', ED25519, 'atOncePerSecond'),
    details: [
      rate(`${AT_ONCE} at once, against ML-DSA-65`, ML_DSA, 'atOncePerSecond'),
      rate('one after the other, against Ed25519', ED25519, 'sequentialPerSecond'),
      rate('one after the other, against ML-DSA-65', ML_DSA, 'sequentialPerSecond'),
      latency('p50 of one, against Ed25519', ED25519, 'p50Ms'),
      latency('p99 of one, against Ed25519', ED25519, 'p99Ms'),
      latency('p50 of one, against ML-DSA-65', ML_DSA, 'p50Ms'),
    ],
    facts: await pairs.facts(),
  };
}

async function measure(
  pair: LinkPair,
  counts: { readonly sequential: number; readonly atOnce: number },
): Promise<Figures> {
  const one = await pair.handshakes(counts.sequential, 1);
  const many = await pair.handshakes(counts.atOnce, AT_ONCE);
  const { perSecond: sequentialPerSecond, ...latencies } = one;
  return { ...latencies, sequentialPerSecond, atOncePerSecond: many['perSecond'] } as Figures;
}
