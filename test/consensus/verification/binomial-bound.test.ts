import assert from 'node:assert/strict';
import test from 'node:test';
import { lowerBound, upperBound } from '../../../src/consensus/verification/binomial-bound.ts';

/** The chance of at least `k` of `n`, by adding up: the slow way. */
function tail(k: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  let below = 0;
  for (let at = 0; at < k; at++) {
    below += term;
    term *= ((n - at) / (at + 1)) * (p / (1 - p));
  }
  return 1 - below;
}

test('a truth at the bound gives what was seen, or more, with a chance of no more than the risk', () => {
  for (const n of [1, 5, 20, 100, 400]) {
    for (let k = 1; k < n; k += Math.ceil(n / 7)) {
      for (const risk of [0.1, 0.01, 0.001]) {
        const bound = lowerBound(k, n, risk);
        assert.ok(bound > 0 && bound < k / n);
        assert.ok(tail(k, n, bound) <= risk * (1 + 1e-9), `k ${k}, n ${n}, risk ${risk}`);
      }
    }
  }
});

test('where everything happened the bound is the exact one, risk^(1/n)', () => {
  for (const n of [1, 10, 1000]) assert.ok(Math.abs(lowerBound(n, n, 0.01) - 0.01 ** (1 / n)) < 1e-9);
});

test('more trials come closer, and none say nothing', () => {
  const bounds = [10, 100, 1000, 10_000].map((n) => lowerBound(0.9 * n, n, 0.001));
  assert.deepEqual(
    bounds,
    bounds.toSorted((a, b) => a - b),
  );
  assert.deepEqual([lowerBound(0, 0, 0.01), upperBound(0, 0, 0.01)], [0, 1]);
  assert.ok(Math.abs(upperBound(100, 1000, 0.01) - (1 - lowerBound(900, 1000, 0.01))) < 1e-12);
});
