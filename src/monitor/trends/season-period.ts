/** Shortest period that counts as a season. */
const SHORTEST = 4;
/** Correlation with itself a period ago from which on there is a season. */
const CLEAR = 0.4;

/**
 * The period of a series in steps, from its correlation with itself after a straight line was taken away; undefined: it has none.
 *
 * At least three periods must be there.
 */
export function seasonPeriod(values: readonly number[]): number | undefined {
  const left = withoutLine(values);
  const power = left.reduce((sum, value) => sum + value * value, 0);
  if (power === 0) return undefined;
  const longest = Math.floor(values.length / 3);
  const correlations = Array.from({ length: longest + 2 }, (_, lag) => {
    const sum = left.slice(lag).reduce((total, value, at) => total + value * (left[at] ?? 0), 0);
    return (sum / power) * (values.length / (values.length - lag));
  });
  const at = (lag: number): number => correlations[lag] ?? 0;
  let best: number | undefined;
  for (let lag = SHORTEST; lag <= longest; lag += 1) {
    const isPeak = at(lag) > at(lag - 1) && at(lag) >= at(lag + 1);
    // Multiples of a period are peaks as well: a later one has to be clearly higher.
    if (isPeak && at(lag) > CLEAR && (best === undefined || at(lag) > at(best) + 0.1)) best = lag;
  }
  // What has never come down since the start is slow, not periodic.
  if (best === undefined) return undefined;
  const peak = at(best);
  return correlations.slice(1, best).some((value) => value < peak - 0.2) ? best : undefined;
}

function withoutLine(values: readonly number[]): readonly number[] {
  const count = values.length;
  const middle = (count - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const slope =
    values.reduce((sum, value, at) => sum + (at - middle) * value, 0) / ((count * (count * count - 1)) / 12 || 1);
  return values.map((value, at) => value - mean - slope * (at - middle));
}
