import { median, quantile } from './statistics.ts';

/** Whether more or less of a unit is better. */
export type Direction = 'higher' | 'lower';

/** One figure of the product beside its peer's and the raw limit, from runs taken in turn. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly better: Direction;
  /** Median over the runs. */
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  /** `stated` when the peer is a figure from a document, not one measured in this run. */
  readonly peerKind: 'measured' | 'stated';
  /** Median over the runs of ours / peer of the same run. */
  readonly ratio: number;
  /** What the machine allows without the work in question, measured in the same run. */
  readonly limit: number;
  readonly limitName: string;
  /** Median over the runs of ours / limit. */
  readonly limitRatio: number;
  readonly runs: number;
  readonly spread: Spread;
}

/** How far the runs lie apart. */
export interface Spread {
  readonly oursMin: number;
  readonly oursMax: number;
  readonly peerMin: number;
  readonly peerMax: number;
  /** Quartiles of the ratio. */
  readonly ratioLow: number;
  readonly ratioHigh: number;
  /** Quartiles of the ratio to the limit. */
  readonly limitRatioLow: number;
  readonly limitRatioHigh: number;
}

/** A benchmark's headline figure, with its other figures and plain facts about the set-up. */
export interface BenchmarkResult extends Measurement {
  readonly details: readonly Measurement[];
  readonly facts: Readonly<Record<string, string | number>>;
}

/** The samples behind a measurement, run by run. */
export interface Samples {
  readonly ours: readonly number[];
  /** One figure per run, or one that a document states. */
  readonly peer: readonly number[] | number;
  readonly limit: readonly number[];
}

/** The names of a measurement. */
export type MeasurementNames = Pick<Measurement, 'name' | 'unit' | 'better' | 'peerName' | 'limitName'>;

/** Sums up paired samples. Throws `RangeError` unless all are of one length, finite and positive. */
export function measurementOf(names: MeasurementNames, samples: Samples): Measurement {
  const { ours, limit } = samples;
  const stated = typeof samples.peer === 'number';
  const peer = typeof samples.peer === 'number' ? ours.map(() => Number(samples.peer)) : samples.peer;
  for (const sample of [ours, peer, limit]) assertUsable(names.name, sample, ours.length);
  const ratios = pairwiseRatios(ours, peer);
  const limitRatios = pairwiseRatios(ours, limit);
  return {
    ...names,
    ours: median(ours),
    peer: median(peer),
    peerKind: stated ? 'stated' : 'measured',
    ratio: median(ratios),
    limit: median(limit),
    limitRatio: median(limitRatios),
    runs: ours.length,
    spread: {
      oursMin: Math.min(...ours),
      oursMax: Math.max(...ours),
      peerMin: Math.min(...peer),
      peerMax: Math.max(...peer),
      ratioLow: quantile(ratios, 0.25),
      ratioHigh: quantile(ratios, 0.75),
      limitRatioLow: quantile(limitRatios, 0.25),
      limitRatioHigh: quantile(limitRatios, 0.75),
    },
  };
}

function pairwiseRatios(over: readonly number[], under: readonly number[]): number[] {
  return over.map((value, run) => value / (under[run] ?? Number.NaN));
}

function assertUsable(name: string, sample: readonly number[], runs: number): void {
  if (sample.length !== runs || runs === 0) throw new RangeError(`${name}: samples of unequal length`);
  if (!sample.every((value) => Number.isFinite(value) && value > 0)) {
    throw new RangeError(`${name}: a figure is not positive: ${sample.join(', ')}`);
  }
}
