import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { Comparison } from './comparison.ts';
import { LinkPairs } from './link-pairs.ts';
import type { BenchmarkResult, Measurement } from './measurement.ts';
import { pairedRuns } from './paired-runs.ts';
import { timeWatch } from './watch-time.ts';

const LOADS = [
  { name: '64 B in bursts', figure: 'tiny', messageBytes: 64, count: 1_000_000 },
  { name: '1 KiB in bursts', figure: 'kib', messageBytes: 1024, count: 300_000 },
] as const;

/** What it costs that both ends watch themselves as `qforge up` does: metrics, health, history on the disk, default alerts. */
export const monitoring: Benchmark = {
  name: 'monitoring',
  title: 'processor time of a message between ends that watch themselves, against ends that do not',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  await using pairs = await LinkPairs.start(['ours-monitored', 'ours', 'tcp-packed'], { connected: true });
  const share = quick ? 0.05 : 1;
  const sides = Array.from(pairs.byName, ([label, pair]) => ({
    label,
    run: async () => {
      const figures: Record<string, number> = {};
      for (const { figure, messageBytes, count } of LOADS) {
        const before = await pair.processorMs();
        await pair.transfer(messageBytes, count * share, 'burst', 'messages');
        figures[figure] = ((await pair.processorMs()) - before) / (count * share);
      }
      return figures;
    },
  }));
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 2, runs: 12 });
  const comparison = new Comparison(figures, pairs.byName, { side: 'tcp-packed', name: 'bare TCP, packed' });
  const rate = ({ name, figure }: (typeof LOADS)[number]): Measurement =>
    comparison.of({ name, unit: 'processor ms', better: 'lower', side: 'ours-monitored', peer: 'ours', figure });
  const [first, ...rest] = LOADS.map(rate);
  const { lookMs, momentMs } = await timeWatch(quick ? 50 : 500);
  // A look a second and a moment every ten: milliseconds of a second are tenths of a percent.
  const processorPercent = (lookMs + momentMs / 10) / 10;
  return {
    ...(first as Measurement),
    name: 'monitoring',
    details: rest,
    facts: {
      ...(await pairs.facts()),
      'processor time of a look, in ms': lookMs.toFixed(3),
      'processor time of a moment of the history, in ms': momentMs.toFixed(3),
      'cost of watching, in % of one processor': processorPercent.toFixed(3),
      'cost of watching, in % of the processor time of messages': (100 * ((first?.ratio ?? 1) - 1)).toFixed(2),
    },
  };
}
