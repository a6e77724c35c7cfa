import { type BenchmarkResult, measurementOf, type Samples } from '../../bench/measurement.ts';

/** A result with one detail, made from given samples. */
export function sampleResult(name: string, samples: Samples, detail: Samples = samples): BenchmarkResult {
  const names = { unit: 'ms', better: 'lower', peerName: 'peer', limitName: 'limit' } as const;
  return {
    ...measurementOf({ ...names, name }, samples),
    details: [measurementOf({ ...names, name: 'rate', better: 'higher' }, detail)],
    facts: { suite: 'X' },
  };
}

/** Samples whose ratio is `ratio` in every run. */
export function samplesOfRatio(ratio: number): Samples {
  return { ours: [10 * ratio, 20 * ratio], peer: [10, 20], limit: [1, 1] };
}
