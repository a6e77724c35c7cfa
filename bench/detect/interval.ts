/** A share of trials, with its 95 % interval after Wilson. */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 %. */
const Z = 1.959963984540054;

/** `successes` of `trials`. */
export function shareOf(successes: number, trials: number): Share {
  const share = successes / trials;
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** A mean, with its 95 % interval by the normal approximation; undefined without values. */
export interface Mean {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** The mean of values. */
export function meanOf(values: readonly number[]): Mean | undefined {
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  const half = Z * Math.sqrt(variance / values.length);
  return { mean, low: mean - half, high: mean + half };
}
