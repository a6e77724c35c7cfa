import { assert, defined } from '../../base/index.ts';

/** The value that a share `q` (0 to 1) of the values does not exceed: nearest rank, no interpolation. */
export function quantile(values: readonly number[], q: number): number {
  assert(values.length > 0, 'there are values');
  const sorted = values.toSorted((a, b) => a - b);
  return defined(sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)], 'the value of that rank');
}
