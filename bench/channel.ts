import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { LinkPairs } from './link-pairs.ts';
import { type BenchmarkResult, type Measurement, measurementOf } from './measurement.ts';
import { pairedRuns } from './paired-runs.ts';

/** The figure in the performance report that the client goes back to. */
const STATED_MS = 2050;
const WITH_KEYS = 'ours-shared-keys';

/** Time of `establishSecureChannel`, from the call to a confirmed channel. */
export const channel: Benchmark = {
  name: 'channel',
  title: 'establishing a channel with a simulated quantum key ready at both ends (p50), against the stated 2.05 s',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  await using pairs = await LinkPairs.start([WITH_KEYS, 'ours', 'tcp'], { connected: false });
  const count = quick ? 20 : 200;
  const sides = Array.from(pairs.byName, ([label, pair]) => ({ label, run: () => pair.handshakes(count, 1) }));
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 2, runs: 8 });
  const time = (name: string, label: string, figure: string): Measurement =>
    measurementOf(
      { name, unit: 'ms', better: 'lower', peerName: 'figure in the report', limitName: 'bare TCP connect' },
      { ours: figures.of(label, figure), peer: STATED_MS, limit: figures.of('tcp', figure) },
    );
  return {
    ...time('channel', WITH_KEYS, 'p50Ms'),
    details: [
      time('p99 with a simulated quantum key', WITH_KEYS, 'p99Ms'),
      time('p50 without', 'ours', 'p50Ms'),
      time('p99 without', 'ours', 'p99Ms'),
    ],
    facts: await pairs.facts(),
  };
}
