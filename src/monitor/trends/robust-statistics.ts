/** Makes the median absolute deviation of normal values their standard deviation: 1 / the normal quantile of 3/4. */
const NORMAL_BY_MAD = 1.4826;

/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** The standard deviation of what most values are like, whatever the others are. */
export function robustDeviation(values: readonly number[]): number {
  const middle = median(values);
  return NORMAL_BY_MAD * median(values.map((value) => Math.abs(value - middle)));
}

/** The value below which a share of the values lies, by the nearest rank; NaN of nothing. */
export function rankedValue(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}
