/** Times that a new one is compared with, at most; and at least, before anything is said. */
export const TIMING_WINDOW = 64;
const LEAST_KNOWN = 32;

/** Median absolute deviation of the standard normal distribution, the other way round. */
const MAD_TO_DEVIATION = 1.4826;
/** Times that differ by less than this share are not told apart, however steady they are. */
const LEAST_DEVIATION = 0.05;
/** How far one time may pull the average: a single outlier is no shift. */
const CLIPPED_AT = 3;
/** Weight of the newest time in the average. */
const AVERAGE_WEIGHT = 0.1;
/** From how many of its own standard deviations on the average counts as shifted. */
const SHIFT_DEVIATIONS = 6;

/** What was found about a time. */
export interface TimingFinding {
  readonly kind: 'outlier' | 'shift';
  /** The statistic, and what it had to reach. */
  readonly observed: number;
  readonly threshold: number;
}

/**
 * Finds times that are unlike those before: a single one by its robust deviation from the median, a lasting change by an exponentially
 * weighted average of clipped deviations. docs/spec/threat-detection.md §3.3
 *
 * Times are compared by their logarithms: they are products of many causes. An outlier does not become part of what is usual; after a shift
 * what is usual is learnt anew.
 */
export class TimingDetector {
  readonly #outlierDeviations: number;
  /** A ring: the oldest gives way when it is full. */
  readonly #window = new Float64Array(TIMING_WINDOW);
  /** The same values in order: to sort them for each time would take as long as two short hashes. */
  readonly #sorted = new Float64Array(TIMING_WINDOW);
  #known = 0;
  #next = 0;
  #average = 0;

  constructor(outlierDeviations: number) {
    this.#outlierDeviations = outlierDeviations;
  }

  /** Takes a time, which is not negative; what is remarkable about it. */
  observe(durationMs: number): TimingFinding | undefined {
    const value = Math.log(Math.max(durationMs, Number.MIN_VALUE));
    if (this.#known < LEAST_KNOWN) {
      this.#learn(value);
      return undefined;
    }
    const deviations = this.#deviationsOf(value);
    const shift = this.#shift(deviations);
    if (shift !== undefined) return shift;
    if (Math.abs(deviations) < this.#outlierDeviations) {
      this.#learn(value);
      return undefined;
    }
    return { kind: 'outlier', observed: Math.abs(deviations), threshold: this.#outlierDeviations };
  }

  #learn(value: number): void {
    if (this.#known < TIMING_WINDOW) this.#known += 1;
    else this.#drop(this.#window[this.#next] ?? 0);
    this.#window[this.#next] = value;
    this.#next = (this.#next + 1) % TIMING_WINDOW;
    let at = this.#known - 1;
    for (; at > 0 && (this.#sorted[at - 1] ?? 0) > value; at -= 1) this.#sorted[at] = this.#sorted[at - 1] ?? 0;
    this.#sorted[at] = value;
  }

  /** Leaves the last place free. */
  #drop(value: number): void {
    const at = this.#sorted.indexOf(value);
    this.#sorted.copyWithin(at, at + 1);
  }

  #deviationsOf(value: number): number {
    const sorted = this.#sorted.subarray(0, this.#known);
    const median = middleOf(sorted);
    const deviation = MAD_TO_DEVIATION * middleDistance(sorted, median);
    return (value - median) / Math.max(deviation, LEAST_DEVIATION);
  }

  #shift(deviations: number): TimingFinding | undefined {
    const clipped = Math.max(-CLIPPED_AT, Math.min(CLIPPED_AT, deviations));
    this.#average += AVERAGE_WEIGHT * (clipped - this.#average);
    const observed = Math.abs(this.#average) / Math.sqrt(AVERAGE_WEIGHT / (2 - AVERAGE_WEIGHT));
    if (observed < SHIFT_DEVIATIONS) return undefined;
    this.#known = 0;
    this.#next = 0;
    this.#average = 0;
    return { kind: 'shift', observed, threshold: SHIFT_DEVIATIONS };
  }
}

/** The median of values in order. */
function middleOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

/** The median of the distances of values in order from their median. They grow from there on both sides, so that merging them sorts them. */
function middleDistance(sorted: Float64Array, median: number): number {
  const middle = sorted.length >> 1;
  let above = middle;
  let below = above - 1;
  let [previous, distance] = [0, 0];
  for (let taken = 0; taken <= middle; taken += 1) {
    previous = distance;
    const toBelow = below < 0 ? Infinity : median - (sorted[below] ?? 0);
    const toAbove = above < sorted.length ? (sorted[above] ?? 0) - median : Infinity;
    distance = Math.min(toBelow, toAbove);
    if (toBelow < toAbove) below -= 1;
    else above += 1;
  }
  return sorted.length % 2 === 1 ? distance : (previous + distance) / 2;
}
