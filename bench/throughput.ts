import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { Comparison } from './comparison.ts';
import type { LinkPair } from './link-pair.ts';
import { LinkPairs } from './link-pairs.ts';
import type { BenchmarkResult, Measurement } from './measurement.ts';
import { type Figures, pairedRuns } from './paired-runs.ts';

const KIB = 1024;
const SMALL_BYTES = 64 * KIB;
const LARGE_BYTES = 1024 * KIB;

/** Bulk data in large messages against TLS, which here has no messages at all and only counts bytes. */
export const throughput: Benchmark = {
  name: 'throughput',
  title: 'bytes a second in messages of 64 KiB and 1 MiB, against node:tls and bare TCP',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  await using pairs = await LinkPairs.start(['ours', 'tls-ed25519', 'tcp'], { connected: true });
  const totalBytes = (quick ? 64 : 1024) * LARGE_BYTES;
  const sides = Array.from(pairs.byName, ([label, pair]) => ({ label, run: () => measure(pair, totalBytes) }));
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 1, runs: 8 });
  const comparison = new Comparison(figures, pairs.byName, { side: 'tcp', name: 'bare TCP' });
  const rate = (name: string, figure: string): Measurement =>
    comparison.of({ name, unit: 'GB/s', better: 'higher', peer: 'tls-ed25519', figure });
  return {
    ...rate('throughput', 'small'),
    details: [rate('messages of 1 MiB', 'large')],
    facts: await pairs.facts(),
  };
}

async function measure(pair: LinkPair, totalBytes: number): Promise<Figures> {
  return {
    small: await gigabytesPerSecond(pair, SMALL_BYTES, totalBytes),
    large: await gigabytesPerSecond(pair, LARGE_BYTES, totalBytes),
  };
}

async function gigabytesPerSecond(pair: LinkPair, messageBytes: number, totalBytes: number): Promise<number> {
  const { bytesPerSecond = 0 } = await pair.transfer(messageBytes, totalBytes / messageBytes, 'burst', 'bytes');
  return bytesPerSecond / 1e9;
}
