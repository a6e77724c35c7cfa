/** Statistics of small samples. Functions of empty samples throw `RangeError`. */

/** The value at a share (0 to 1) of the sorted sample, interpolated between neighbours (Hyndman and Fan, type 7). */
export function quantile(sample: readonly number[], share: number): number {
  if (sample.length === 0) throw new RangeError('a quantile of nothing');
  if (!(share >= 0 && share <= 1)) throw new RangeError('a share lies between 0 and 1');
  const sorted = sample.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (high - low) * (position - below);
}

/** The middle of a sample. */
export function median(sample: readonly number[]): number {
  return quantile(sample, 0.5);
}

/** Width of the middle half of a sample. */
export function interquartileRange(sample: readonly number[]): number {
  return quantile(sample, 0.75) - quantile(sample, 0.25);
}

/** Result of {@link mannWhitney}. */
export interface MannWhitneyResult {
  /** How many pairs (first, second) have the first larger; ties count half. */
  readonly u: number;
  /** Two-sided probability of a difference at least this large if both samples came from one distribution. */
  readonly probability: number;
}

/**
 * The Mann-Whitney U test: whether two samples differ in location, without assuming a distribution.
 *
 * Normal approximation with continuity and tie corrections (Hollander, Wolfe and Chicken, section 4.1): meant for
 * samples of eight or more.
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitneyResult {
  if (first.length === 0 || second.length === 0) throw new RangeError('a comparison with nothing');
  let u = 0;
  for (const a of first) for (const b of second) u += a > b ? 1 : a === b ? 0.5 : 0;
  const pairs = first.length * second.length;
  const total = first.length + second.length;
  const variance = (pairs / 12) * (total + 1 - tieCorrection([...first, ...second]) / (total * (total - 1)));
  if (variance === 0) return { u, probability: 1 };
  const distance = Math.max(0, Math.abs(u - pairs / 2) - 0.5);
  return { u, probability: Math.min(1, 2 * upperTail(distance / Math.sqrt(variance))) };
}

function tieCorrection(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum += count ** 3 - count;
  return sum;
}

/** Probability that a standard normal variable exceeds `z` >= 0. Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * z);
  const polynomial =
    t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  return (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
