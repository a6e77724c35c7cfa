import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { canPinProcesses } from './child-process.ts';
import { Comparison } from './comparison.ts';
import { LinkPairs } from './link-pairs.ts';
import type { BenchmarkResult, Measurement } from './measurement.ts';
import { pairedRuns } from './paired-runs.ts';

const MESSAGE_BYTES = 64;

/** Round trips of one small message at a time; both processes stay on a processor of their own. */
export const latency: Benchmark = {
  name: 'latency',
  title: `round trip of ${MESSAGE_BYTES} B, one at a time, against node:tls with one write each`,
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  await using pairs = await LinkPairs.start(['ours', 'tls-naive', 'tcp-naive'], {
    connected: true,
    server: { processor: 0 },
    client: { processor: 1 },
  });
  const roundTrips = quick ? 500 : 10_000;
  const sides = Array.from(pairs.byName, ([label, pair]) => ({
    label,
    run: () => pair.pingPong(MESSAGE_BYTES, roundTrips),
  }));
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 2, runs: 10 });
  const comparison = new Comparison(figures, pairs.byName, { side: 'tcp-naive', name: 'bare TCP' });
  const time = (name: string, figure: string): Measurement =>
    comparison.of({ name, unit: 'us', better: 'lower', peer: 'tls-naive', figure });
  return {
    ...time('latency', 'p50Us'),
    details: [time('p99', 'p99Us')],
    facts: { ...(await pairs.facts()), 'processes pinned': String(canPinProcesses) },
  };
}
