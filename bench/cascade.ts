import { binaryEntropy, type CascadeName, cascadeVariants, reconcileLocally, SeededRandom } from '../src/qkd/index.ts';
import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { type BenchmarkResult, type Measurement, measurementOf } from './measurement.ts';
import { type Figures, pairedRuns } from './paired-runs.ts';
import { threadRate } from './thread-time.ts';

const KEY_BITS = 10_000;
const QBER = 0.02;
/** Rate of an open C++ implementation: original variant, 10,000 bits, Q = 2 %, one thread. */
const CPP_MBIT_PER_S = 5.4;
/** Mean efficiencies over 10,000 keys of 10,000 bits at Q = 2 %, published with that implementation. */
const PUBLISHED_EFFICIENCY: Readonly<Record<CascadeName, number>> = {
  original: 1.159,
  biconf: 1.09,
  opt2: 1.084,
  opt3: 1.1,
  opt7: 1.098,
  opt8: 1.131,
};

interface KeyPair {
  readonly right: Uint8Array;
  readonly noisy: Uint8Array;
}

/** Cascade with both ends in one thread, against an implementation in C++ and the Shannon limit. */
export const cascade: Benchmark = {
  name: 'cascade',
  title: `Cascade (original) of keys of ${KEY_BITS} bits at Q = 2 %, both ends in one thread (its CPU time)`,
  run,
};

async function run({ quick }: BenchmarkOptions): Promise<BenchmarkResult> {
  const random = new SeededRandom('bench cascade');
  const pairs = Array.from({ length: quick ? 50 : 100 }, () => keyPair(random));
  const forMs = quick ? 100 : 400;
  const sides = [
    { label: 'cascade', run: () => Promise.resolve(rate(pairs, forMs, reconcile)) },
    { label: 'parities', run: () => Promise.resolve(rate(pairs, forMs, readBothKeys)) },
  ];
  const figures = await pairedRuns(sides, quick ? { warmUps: 1, runs: 2 } : { warmUps: 2, runs: 10 });
  return {
    ...measurementOf(
      {
        name: 'cascade',
        unit: 'Mbit/s',
        better: 'higher',
        peerName: 'C++ implementation',
        limitName: 'reading both keys four times',
      },
      {
        ours: figures.of('cascade', 'mbitPerS'),
        peer: CPP_MBIT_PER_S,
        limit: figures.of('parities', 'mbitPerS'),
      },
    ),
    details: (Object.keys(PUBLISHED_EFFICIENCY) as CascadeName[]).map((name) => efficiency(name, pairs)),
    facts: {},
  };
}

function rate(pairs: readonly KeyPair[], forMs: number, work: (pair: KeyPair) => unknown): Figures {
  const perMs = threadRate(pairs.length * KEY_BITS, forMs, () => {
    for (const pair of pairs) work(pair);
  });
  return { mbitPerS: perMs / 1000 };
}

function reconcile({ right, noisy }: KeyPair, name: CascadeName = 'original'): number {
  return reconcileLocally(right, noisy, right.subarray(0, 16), cascadeVariants[name], QBER).disclosed;
}

function readBothKeys({ right, noisy }: KeyPair): number {
  let sum = 0;
  for (let pass = 0; pass < 4; pass++) {
    for (let index = 0; index < right.length; index++) sum ^= (right[index] ?? 0) ^ (noisy[index] ?? 0);
  }
  return sum;
}

function efficiency(name: CascadeName, pairs: readonly KeyPair[]): Measurement {
  const disclosed = pairs.reduce((sum, pair) => sum + reconcile(pair, name), 0);
  return measurementOf(
    {
      name: `efficiency f of ${name}`,
      unit: 'f',
      better: 'lower',
      peerName: 'C++ implementation',
      limitName: 'Shannon',
    },
    {
      ours: [disclosed / pairs.length / KEY_BITS / binaryEntropy(QBER)],
      peer: PUBLISHED_EFFICIENCY[name],
      limit: [1],
    },
  );
}

/** Keys that differ in exactly 2 % of their bits. */
function keyPair(random: SeededRandom): KeyPair {
  const right = random.fill(new Uint8Array(KEY_BITS)).map((byte) => byte & 1);
  const noisy = right.slice();
  for (let errors = KEY_BITS * QBER; errors > 0; ) {
    const place = random.u32() % KEY_BITS;
    if (noisy[place] !== right[place]) continue;
    noisy[place] = (noisy[place] ?? 0) ^ 1;
    errors--;
  }
  return { right, noisy };
}
