const BISECTIONS = 200;

/**
 * Where a function that falls through zero between `low` and `high` does so, to the last digit that doubles hold.
 *
 * `low` when it is not positive there, `high` when it is still positive at that end.
 */
export function fallingRoot(f: (x: number) => number, low: number, high: number): number {
  if (f(low) <= 0) return low;
  if (f(high) > 0) return high;
  let [left, right] = [low, high];
  for (let step = 0; step < BISECTIONS && right > left; step++) {
    const middle = (left + right) / 2;
    if (middle === left || middle === right) break;
    if (f(middle) > 0) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Where a function with one maximum between `low` and `high` has it, to the given width (golden-section search). */
export function maximumAt(f: (x: number) => number, low: number, high: number, width: number): number {
  let [left, right] = [low, high];
  while (right - left > width) {
    const inner = right - GOLDEN * (right - left);
    const outer = left + GOLDEN * (right - left);
    if (f(inner) < f(outer)) left = inner;
    else right = outer;
  }
  return (left + right) / 2;
}
