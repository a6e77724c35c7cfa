/**
 * The probability of a chi-square statistic at least as large as that of these counts, if the expected ones are right.
 *
 * A test that demands `p > 1e-6` fails by chance once in a million seeds; ours are fixed, so that it always passes or always fails.
 */
export function chiSquareP(observed: readonly number[], expected: readonly number[]): number {
  const used = expected.flatMap((value, index) => (value > 0 ? [{ value, seen: observed[index] ?? 0 }] : []));
  const statistic = used.reduce((sum, { value, seen }) => sum + (seen - value) ** 2 / value, 0);
  // A single possible outcome has no degree of freedom: it was seen as often as it had to be, or not.
  if (used.length < 2) return statistic < 1e-6 ? 1 : 0;
  return upperGamma((used.length - 1) / 2, statistic / 2);
}

/** Probability of a deviation at least as large as this many standard deviations, in both directions. */
export function normalP(deviations: number): number {
  return upperGamma(0.5, deviations ** 2 / 2);
}

/** The regularised upper incomplete gamma function: by its series below a + 1, by its continued fraction above. */
function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let n = 1; n < 10_000 && term > sum * 1e-16; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - sum * scale;
  }
  let fraction = 0;
  for (let n = 300; n > 0; n--) fraction = (n * (n - a)) / (x + 2 * n + 1 - a - fraction);
  return scale / (x + 1 - a - fraction);
}

/** Stirling's series, moved up to where it is exact to 12 digits. */
function logGamma(value: number): number {
  let [z, shift] = [value, 0];
  for (; z < 20; z += 1) shift -= Math.log(z);
  const inverse = 1 / z;
  const series = inverse / 12 - inverse ** 3 / 360 + inverse ** 5 / 1260 - inverse ** 7 / 1680;
  return shift + (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series;
}
