import { SeededRandom, toeplitzHash, toeplitzSeedBits } from '../src/qkd/index.ts';
import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { type BenchmarkResult, type Measurement, measurementOf } from './measurement.ts';
import { type PairedFigures, pairedRuns, type Side } from './paired-runs.ts';
import { threadRate } from './thread-time.ts';

const KEY_BITS = 1_000_000;
const STATED_MBIT_PER_S = 50;
/** Final bits for each key bit: from poor links to good ones. */
const SHARES = [0.5, 0.1, 0.8] as const;

/** The Toeplitz hash of long keys, a fresh seed for each, one thread. */
export const privacyAmplification: Benchmark = {
  name: 'privacy-amplification',
  title: 'Toeplitz hash of keys of 1,000,000 bits to half of them, a fresh seed each, one thread (its CPU time)',
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  const random = new SeededRandom('bench privacy amplification');
  const key = random.fill(new Uint8Array(KEY_BITS / 8));
  const seed = random.fill(new Uint8Array(Math.ceil(toeplitzSeedBits(KEY_BITS) / 8)));
  const forMs = quick ? 100 : 400;
  const sides: Side[] = SHARES.map((share) => ({
    label: `${share}`,
    run: () => Promise.resolve(rate(forMs, () => toeplitzHash(key, KEY_BITS, KEY_BITS * share, seed))),
  }));
  sides.push({ label: 'reading', run: () => Promise.resolve(rate(forMs, () => folded(key) ^ folded(seed))) });
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 2, runs: 10 });
  const [first, ...others] = SHARES.map((share) => measured(figures, share));
  if (first === undefined) throw new RangeError('there is nothing to measure');
  return { ...first, details: others, facts: {} };
}

function measured(figures: PairedFigures, share: number): Measurement {
  const name = share === SHARES[0] ? 'privacy-amplification' : `to ${share * 100} % of the key`;
  return measurementOf(
    { name, unit: 'Mbit/s', better: 'higher', peerName: 'stated bar', limitName: 'reading key and seed' },
    { ours: figures.of(`${share}`, 'mbitPerS'), peer: STATED_MBIT_PER_S, limit: figures.of('reading', 'mbitPerS') },
  );
}

function rate(forMs: number, work: () => unknown): { readonly mbitPerS: number } {
  return { mbitPerS: threadRate(KEY_BITS, forMs, work) / 1000 };
}

function folded(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum ^= byte;
  return sum;
}
