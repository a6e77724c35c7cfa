import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Quantiles that summaries show. */
export const QUANTILES: readonly number[] = [0.5, 0.9, 0.99, 0.999];

/** Whole units in which values are recorded: nanoseconds, where a value is in seconds. */
const UNITS = 1e9;
/** Three hours in nanoseconds: larger values count as this. */
const MAX_UNITS = 10_800 * UNITS;
/** Two figures: a quantile is off by at most a hundredth of itself. */
const FIGURES = 2;

/** What a distribution holds, as plain data. */
export interface DistributionSnapshot {
  readonly count: number;
  readonly sum: number;
  /** Values up to each bound of the buckets, cumulative. */
  readonly cumulative: readonly number[];
  /** By quantile from {@link QUANTILES}; empty without values. */
  readonly quantiles: ReadonlyMap<number, number>;
  /** Zero without values. */
  readonly max: number;
}

/** Counts non-negative values exactly by bucket, and to one part in a hundred for quantiles, in memory that does not grow. */
export class Distribution {
  readonly #bounds: readonly number[];
  readonly #inBucket: number[];
  readonly #fine: RecordableHistogram = fineHistogram();
  /** Values since {@link takeRecent}; only there once that was called. */
  #recent: RecordableHistogram | undefined;
  #count = 0;
  #sum = 0;
  #max = 0;

  /** `bounds` ascend; values beyond the last are counted all the same. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#inBucket = bounds.map(() => 0);
  }

  /** Adds a finite value of zero or more. */
  add(value: number): void {
    this.#count += 1;
    this.#sum += value;
    this.#max = Math.max(this.#max, value);
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    if (bucket >= 0) this.#inBucket[bucket] = (this.#inBucket[bucket] ?? 0) + 1;
    const units = Math.min(MAX_UNITS, Math.max(1, Math.round(value * UNITS)));
    this.#fine.record(units);
    this.#recent?.record(units);
  }

  snapshot(): DistributionSnapshot {
    let sofar = 0;
    const cumulative = this.#inBucket.map((count) => {
      sofar += count;
      return sofar;
    });
    return { count: this.#count, sum: this.#sum, cumulative, quantiles: quantilesOf(this.#fine), max: this.#max };
  }

  /** Quantiles of the values since the last call; at the first one, of all. For one reader only. */
  takeRecent(): ReadonlyMap<number, number> {
    const quantiles = quantilesOf(this.#recent ?? this.#fine);
    if (this.#recent === undefined) this.#recent = fineHistogram();
    else this.#recent.reset();
    return quantiles;
  }
}

function fineHistogram(): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: MAX_UNITS, figures: FIGURES });
}

function quantilesOf(values: RecordableHistogram): ReadonlyMap<number, number> {
  if (values.count === 0) return new Map();
  return new Map(QUANTILES.map((quantile) => [quantile, values.percentile(quantile * 100) / UNITS]));
}
