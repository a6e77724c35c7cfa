const FIRST_STEP = 0.2;
const LAST_STEP = 0.01;

/**
 * The point of the unit cube with the least error that a search from the best of `starts` finds: a step to each side in each direction,
 * half as far when none is better. Source: Hooke and Jeeves, Direct Search (1961), without its second move.
 */
export function patternSearch(
  errorOf: (point: readonly number[]) => number,
  starts: readonly (readonly number[])[],
): readonly number[] {
  const ranked = starts.map((point) => ({ point, error: errorOf(point) })).toSorted((a, b) => a.error - b.error);
  let best = ranked[0] ?? { point: [], error: 0 };
  for (let step = FIRST_STEP; step >= LAST_STEP; ) {
    const found = neighbours(best.point, step)
      .map((point) => ({ point, error: errorOf(point) }))
      .reduce((one, other) => (other.error < one.error ? other : one), best);
    if (found === best) step /= 2;
    best = found;
  }
  return best.point;
}

function neighbours(point: readonly number[], step: number): readonly (readonly number[])[] {
  return point.flatMap((value, at) =>
    [value - step, value + step].map((moved) => point.with(at, Math.min(1, Math.max(0, moved)))),
  );
}
