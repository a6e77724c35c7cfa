import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chances } from '../simulation/chances.ts';
import { croppedT, T_THRESHOLD, welchT } from './welch.ts';

test("t is Welch's: the worked example of unequal variances", () => {
  // By hand: means 20 and 23, variances 10 and 40 / 3, of 5 and 4 samples; so -3 / sqrt(2 + 10 / 3).
  const t = welchT([16, 18, 20, 22, 24], [19, 21, 25, 27]);
  assert.ok(Math.abs(t - -3 / Math.sqrt(10 / 5 + 40 / 3 / 4)) < 1e-12, String(t));
  assert.equal(welchT([1, 1], [1, 1]), 0);
  assert.equal(Math.abs(welchT([1, 1], [2, 2])), Number.POSITIVE_INFINITY);
  assert.throws(() => welchT([1], [1, 2]), RangeError);
});

test('classes of one distribution are not told apart, and a shift below rare great outliers is', (t) => {
  const seed = 20_261_130;
  t.diagnostic(`seed ${seed}`);
  const chances = new Chances(seed);
  const noisy = (base: number): number => base + chances.below(1000) + (chances.happens(0.02) ? 1_000_000 : 0);
  const sample = (base: number): number[] => Array.from({ length: 20_000 }, () => noisy(base));
  assert.ok(Math.abs(croppedT(sample(0), sample(0))) < T_THRESHOLD);
  const [low, high] = [sample(0), sample(30)];
  assert.ok(Math.abs(welchT(low, high)) < T_THRESHOLD, 'outliers hide it from a plain t');
  assert.ok(croppedT(low, high) < -T_THRESHOLD);
});
