import { median, robustDeviation } from './robust-statistics.ts';

/** A stretch between two changes has at least so many values. */
export const MIN_STRETCH = 8;
/** The last values that are searched: the work grows with their square. */
export const MAX_CHANGE_VALUES = 480;

/**
 * What a change has to explain, in variances of the noise times the logarithm of the number of values. Three numbers are fitted for each (place,
 * level, slope), which the usual criterion counts as 3; 4.5 keeps false alarms below two series in a hundred (`npm run -s forecast`).
 */
const PENALTY = 4.5;

/** Where a series went over to another level or slope. */
export interface ChangePoint {
  /** The first value of the new stretch. */
  readonly at: number;
  /** What the old line says of that moment, and what the new one does. */
  readonly before: number;
  readonly after: number;
}

interface Line {
  readonly level: number;
  readonly slope: number;
  readonly squares: number;
}

/** From this likeness of neighbours on a series wanders: it has no level, and so no other one. */
const WANDERS = 0.82;
/** How far apart values are compared to tell noise that is like its neighbour from noise that is not. */
const FAR_STEPS = 8;

/**
 * Finds the lines that a series consists of: the cut of the whole into stretches that leaves the least, with a price for each cut.
 *
 * Source: optimal partitioning, Jackson and others, An algorithm for optimal partitioning of data on an interval (2005).
 */
export function changePoints(values: readonly number[]): readonly ChangePoint[] {
  const skipped = Math.max(0, values.length - MAX_CHANGE_VALUES);
  if (values.length - skipped < 2 * MIN_STRETCH) return [];
  const seen = withoutSpikes(values.slice(skipped));
  const variance = longVariance(seen);
  if (variance === undefined) return [];
  const stretches = new Stretches(seen);
  const cuts = cutsOf(stretches, PENALTY * variance * Math.log(seen.length));
  return cuts.map((cut, number) => {
    const start = cuts[number - 1] ?? 0;
    const [old, fresh] = [stretches.line(start, cut), stretches.line(cut, cuts[number + 1] ?? seen.length)];
    return { at: skipped + cut, before: old.level + old.slope * (cut - start), after: fresh.level };
  });
}

/** Values on both sides by whose median a spike is known. */
const BESIDE = 3;
/** Deviations from it that make one. */
const SPIKE_DEVIATIONS = 6;

/** A single value far out is unusual, and no change: the median of its neighbours stands for it. */
function withoutSpikes(values: readonly number[]): readonly number[] {
  const far = SPIKE_DEVIATIONS * Math.sqrt(differenceVariance(values, 1));
  if (far === 0) return values;
  return values.map((value, at) => {
    // As many before as after: the median of a slope is then the value itself.
    const beside = Math.min(BESIDE, at, values.length - 1 - at);
    const middle = median(values.slice(at - beside, at + beside + 1));
    return Math.abs(value - middle) > far ? middle : value;
  });
}

/**
 * The variance of the noise, greater where it is like its neighbour; undefined where there is none, or where all of it wanders.
 *
 * From differences of neighbours and of values further apart, as for an autoregression of the first order: (1 + r) / (1 - r) times its variance.
 */
function longVariance(values: readonly number[]): number | undefined {
  const near = differenceVariance(values, 1);
  const far = Math.max(near, differenceVariance(values, FAR_STEPS));
  const likeness = far === 0 ? 1 : 1 - near / far;
  return likeness > WANDERS ? undefined : far * ((1 + likeness) / (1 - likeness));
}

function differenceVariance(values: readonly number[], steps: number): number {
  return robustDeviation(values.slice(steps).map((value, at) => value - (values[at] ?? 0))) ** 2 / 2;
}

/** Lines through stretches of values, each from sums that are kept for all beginnings. */
class Stretches {
  readonly length: number;
  readonly #middle: number;
  /** Sums of 1·y, at·y and y² over the values before each place. */
  readonly #plain: Float64Array;
  readonly #weighted: Float64Array;
  readonly #squared: Float64Array;

  constructor(values: readonly number[]) {
    const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
    this.length = values.length;
    this.#plain = new Float64Array(values.length + 1);
    this.#weighted = new Float64Array(values.length + 1);
    this.#squared = new Float64Array(values.length + 1);
    this.#middle = middle;
    for (const [at, value] of values.entries()) {
      const y = value - middle;
      this.#plain[at + 1] = (this.#plain[at] ?? 0) + y;
      this.#weighted[at + 1] = (this.#weighted[at] ?? 0) + at * y;
      this.#squared[at + 1] = (this.#squared[at] ?? 0) + y * y;
    }
  }

  /** Least squares over the values from `from` to before `to`; the level is that at `from`. */
  line(from: number, to: number): Line {
    const count = to - from;
    const y = between(this.#plain, from, to);
    const weighted = between(this.#weighted, from, to) - from * y;
    const middle = (count - 1) / 2;
    const spread = (count * (count * count - 1)) / 12;
    const slope = spread === 0 ? 0 : (weighted - middle * y) / spread;
    const squares = between(this.#squared, from, to) - (y * y) / count - slope * slope * spread;
    return { level: this.#middle + y / count - slope * middle, slope, squares: Math.max(0, squares) };
  }
}

function between(sums: Float64Array, from: number, to: number): number {
  return (sums[to] ?? 0) - (sums[from] ?? 0);
}

/** The cuts that leave the least, each at a price. */
function cutsOf(stretches: Stretches, price: number): readonly number[] {
  const { length } = stretches;
  const least = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY);
  const cutBefore = new Int32Array(length + 1);
  least[0] = -price;
  for (let to = MIN_STRETCH; to <= length; to += 1) {
    for (let from = 0; from <= to - MIN_STRETCH; from += from === 0 ? MIN_STRETCH : 1) {
      const cost = (least[from] ?? 0) + stretches.line(from, to).squares + price;
      if (cost < (least[to] ?? 0)) {
        least[to] = cost;
        cutBefore[to] = from;
      }
    }
  }
  const cuts: number[] = [];
  for (let to = cutBefore[length] ?? 0; to > 0; to = cutBefore[to] ?? 0) cuts.unshift(to);
  return cuts;
}
