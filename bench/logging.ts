import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { Comparison } from './comparison.ts';
import { LinkPairs } from './link-pairs.ts';
import { timeLogLine } from './log-line-time.ts';
import type { BenchmarkResult, Measurement } from './measurement.ts';
import { pairedRuns } from './paired-runs.ts';

const LOADS = [
  { name: '64 B in bursts', figure: 'tiny', messageBytes: 64, count: 1_000_000 },
  { name: '1 KiB in bursts', figure: 'kib', messageBytes: 1024, count: 300_000 },
] as const;

/** What a log at level info to a rotating file costs: an application with one against the same application, whose lines nobody keeps. */
export const logging: Benchmark = {
  name: 'logging',
  title: 'messages a second with a log at level info, a line every 1,000 messages, against none',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  await using pairs = await LinkPairs.start(['ours-logged', 'ours-silent', 'tcp-packed'], { connected: true });
  const share = quick ? 0.05 : 1;
  const sides = Array.from(pairs.byName, ([label, pair]) => ({
    label,
    run: async () => {
      const figures: Record<string, number> = {};
      for (const { figure, messageBytes, count } of LOADS) {
        const { messagesPerSecond = 0 } = await pair.transfer(messageBytes, count * share, 'burst', 'messages');
        figures[figure] = messagesPerSecond;
      }
      return figures;
    },
  }));
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 2, runs: 12 });
  const comparison = new Comparison(figures, pairs.byName, { side: 'tcp-packed', name: 'bare TCP, packed' });
  const rate = ({ name, figure }: (typeof LOADS)[number]): Measurement =>
    comparison.of({ name, unit: 'messages/s', better: 'higher', side: 'ours-logged', peer: 'ours-silent', figure });
  const [first, ...rest] = LOADS.map(rate);
  const line = await timeLogLine(quick ? 20_000 : 200_000);
  return {
    ...(first as Measurement),
    name: 'logging',
    details: rest,
    facts: {
      ...(await pairs.facts()),
      'processor time of a line, in us': line.ourUs.toFixed(2),
      'processor time of JSON.stringify of the same record, in us': line.stringifyUs.toFixed(2),
      'cost of the log, in % of the throughput': (100 * (1 - (first?.ratio ?? 1))).toFixed(2),
    },
  };
}
