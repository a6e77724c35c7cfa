import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { interquartileRange, mannWhitney, median, quantile } from '../../bench/statistics.ts';

const seed = Number(process.env['SEED'] ?? 20_260_103);

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

describe('statistics', () => {
  test('quantiles are those of type 7 of Hyndman and Fan, as in R and NumPy', () => {
    // numpy.quantile([15, 20, 35, 40, 50], [0, 0.05, 0.3, 0.4, 0.5, 1])
    const sample = [50, 15, 35, 20, 40];
    const expected = [15, 16, 23, 29, 35, 50];
    assert.deepEqual(
      [0, 0.05, 0.3, 0.4, 0.5, 1].map((share) => Number(quantile(sample, share).toFixed(9))),
      expected,
    );
  });

  test('the median of an even sample is the middle of its middle', () => {
    assert.equal(median([1, 2, 3, 10]), 2.5);
    assert.equal(median([7]), 7);
  });

  test('the interquartile range of 1 to 9 is 4', () => {
    assert.equal(interquartileRange([9, 8, 7, 6, 5, 4, 3, 2, 1]), 4);
  });

  test('nothing has no quantile, and shares lie between 0 and 1', () => {
    assert.throws(() => median([]), RangeError);
    assert.throws(() => quantile([1], 1.1), RangeError);
    assert.throws(() => quantile([1], Number.NaN), RangeError);
  });

  test('Mann-Whitney agrees with published values', () => {
    // The example of scipy.stats.mannwhitneyu (ages at diagnosis): U = 17, p = 0.11134688653314041 by the
    // normal approximation with continuity correction.
    const males = [19, 22, 16, 29, 24];
    const females = [20, 11, 17, 12];
    const { u, probability } = mannWhitney(males, females);
    assert.equal(u, 17);
    assertNear(probability, 0.111_346_886_533, 1e-6);
    assert.equal(mannWhitney(females, males).u, 3);
  });

  test('Mann-Whitney corrects for ties', () => {
    // By hand: ties of 3 and 2, variance 9/12 * (7 - (24 + 6) / 30) = 4.5, z = (3.5 - 0.5) / sqrt(4.5) = sqrt(2);
    // P(|Z| > sqrt(2)) = erfc(1) = 0.157299207050.
    const { u, probability } = mannWhitney([1, 2, 2], [2, 3, 3]);
    assert.equal(u, 1);
    assertNear(probability, 0.157_299_207_05, 1e-6);
    assert.equal(mannWhitney([5, 5, 5], [5, 5]).probability, 1);
  });

  test(`Mann-Whitney is symmetric, and U of both sides add up to the pairs (seed ${seed})`, () => {
    const sample = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(sample, sample, (first, second) => {
        const there = mannWhitney(first, second);
        const back = mannWhitney(second, first);
        assert.equal(there.u + back.u, first.length * second.length);
        assert.equal(there.probability, back.probability);
        assert.ok(there.probability >= 0 && there.probability <= 1);
      }),
      { seed },
    );
  });
});
