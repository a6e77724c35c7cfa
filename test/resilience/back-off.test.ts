import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RandomSource } from '../../src/base/index.ts';
import { SeededRandom } from '../../src/quantum/index.ts';
import { BackOff, type BackOffPlan, retryDelayMs } from '../../src/resilience/back-off.ts';

/** Randomness whose every byte is this. */
const constant = (byte: number): RandomSource => ({ fill: (target) => target.fill(byte) });

const plan = (growth: BackOffPlan['growth'], more: Partial<BackOffPlan> = {}): BackOffPlan => ({
  growth,
  firstMs: 250,
  capMs: 30_000,
  jitter: 'none',
  ...more,
});

const delays = (of: BackOffPlan, count: number, random = constant(128)): readonly number[] =>
  Array.from({ length: count }, (_, index) => Math.round(retryDelayMs(of, index + 1, random)));

test('retry delays grow as their plan says', () => {
  assert.deepEqual(delays(plan('immediate'), 4), [0, 0, 0, 0]);
  assert.deepEqual(delays(plan('constant'), 4), [250, 250, 250, 250]);
  assert.deepEqual(delays(plan('linear'), 4), [250, 500, 750, 1000]);
  assert.deepEqual(delays(plan('exponential'), 5), [250, 500, 1000, 2000, 4000]);
});

test('no delay is longer than the cap, however many there were', () => {
  assert.deepEqual(delays(plan('exponential'), 9).slice(6), [16_000, 30_000, 30_000]);
  assert.deepEqual(delays(plan('linear', { capMs: 600 }), 4), [250, 500, 600, 600]);
  assert.equal(Math.round(retryDelayMs(plan('exponential', { jitter: 'full' }), 5000, constant(128))), 15_059);
  assert.equal(retryDelayMs(plan('linear'), Number.MAX_SAFE_INTEGER, constant(0)), 30_000);
});

test('a plan that begins at once leaves the first delay out', () => {
  assert.deepEqual(delays(plan('exponential', { beginsAtOnce: true }), 4), [0, 250, 500, 1000]);
});

test('half of a delay is drawn, or all of it, or nothing', () => {
  for (const [jitter, low, high] of [
    ['none', 1000, 1000],
    ['half', 500, 1000],
    ['full', 0, 1000],
  ] as const) {
    const drawn = plan('constant', { firstMs: 1000, jitter });
    assert.equal(retryDelayMs(drawn, 1, constant(0)), low);
    assert.equal(Math.round(retryDelayMs(drawn, 1, constant(255))), high);
    assert.ok(retryDelayMs(drawn, 1, constant(255)) <= high);
  }
});

test('drawn delays are spread evenly: mean and variance of 4,000 are what a uniform variable has', () => {
  const seed = 20_261_130;
  const random = new SeededRandom(seed);
  const drawn = Array.from({ length: 4000 }, () =>
    retryDelayMs(plan('constant', { firstMs: 1, jitter: 'full' }), 1, random),
  );
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length;
  // Uniform on [0, 1): mean 1/2, variance 1/12, fourth central moment 1/80. Five standard errors: a false alarm below 6e-7 each.
  assert.ok(Math.abs(mean - 0.5) < 5 * Math.sqrt(1 / 12 / 4000), `seed ${seed}: mean ${mean}`);
  assert.ok(
    Math.abs(variance - 1 / 12) < 5 * Math.sqrt((1 / 80 - 1 / 144) / 4000),
    `seed ${seed}: variance ${variance}`,
  );
});

test('a back-off counts its retries and begins anew after a success', () => {
  const backOff = new BackOff(plan('exponential', { beginsAtOnce: true }), constant(0));
  assert.deepEqual([backOff.next(), backOff.next(), backOff.next(), backOff.retries], [0, 250, 500, 3]);
  backOff.reset();
  assert.deepEqual([backOff.retries, backOff.next()], [0, 0]);
});
