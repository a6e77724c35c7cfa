import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Distribution, QUANTILES } from '../../src/monitor/distribution.ts';

test('without values there are no quantiles, and all is zero', () => {
  const { count, sum, cumulative, quantiles, max } = new Distribution([1, 2]).snapshot();
  assert.deepEqual({ count, sum, cumulative, max }, { count: 0, sum: 0, cumulative: [0, 0], max: 0 });
  assert.equal(quantiles.size, 0);
});

test('a value on a bound is in its bucket, one beyond the last only in the count', () => {
  const distribution = new Distribution([0.1, 1]);
  for (const value of [0, 0.1, 0.100001, 1, 1.5]) distribution.add(value);
  const { count, cumulative, max, sum } = distribution.snapshot();
  assert.deepEqual({ count, cumulative, max }, { count: 5, cumulative: [2, 4], max: 1.5 });
  assert.ok(Math.abs(sum - 2.700001) < 1e-12);
});

test('agrees with sorting all values: buckets exactly, quantiles to a hundredth and a rank', () => {
  const bounds = [0.001, 0.01, 0.1, 1, 10];
  const values = fc.array(fc.double({ min: 1e-6, max: 100, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(values, (given) => {
      const distribution = new Distribution(bounds);
      for (const value of given) distribution.add(value);
      const sorted = given.toSorted((a, b) => a - b);
      const { count, cumulative, quantiles, max } = distribution.snapshot();
      assert.equal(count, sorted.length);
      assert.equal(max, sorted.at(-1));
      assert.deepEqual(
        cumulative,
        bounds.map((bound) => sorted.filter((value) => value <= bound).length),
      );
      for (const quantile of QUANTILES) {
        const rank = Math.ceil(quantile * sorted.length) - 1;
        const near = sorted.slice(Math.max(0, rank - 1), rank + 2);
        const found = quantiles.get(quantile) ?? Number.NaN;
        const agrees = near.some((exact) => Math.abs(found - exact) <= exact / 100 + 1e-9);
        assert.ok(agrees, `${quantile}: ${found}, sorted ${near.join(', ')}`);
      }
    }),
  );
});

test('values beyond three hours are counted, and summed as they are', () => {
  const distribution = new Distribution([1]);
  distribution.add(1e6);
  const { count, sum, max, quantiles } = distribution.snapshot();
  assert.deepEqual({ count, sum, max }, { count: 1, sum: 1e6, max: 1e6 });
  assert.ok((quantiles.get(0.5) ?? 0) >= 10_000);
});
