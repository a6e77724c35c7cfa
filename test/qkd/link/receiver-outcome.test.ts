import assert from 'node:assert/strict';
import test from 'node:test';
import { RandomNumbers } from '../../../src/qkd/link/random-numbers.ts';
import {
  certainArrivals,
  certainDarkPattern,
  darkPattern,
  lightPattern,
  recordedBit,
} from '../../../src/qkd/link/receiver-outcome.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { assertBinomial } from '../closeness.ts';

const DRAWS = 50_000;
const random = new RandomNumbers(new SeededRandom('outcomes'));

/** How often each value comes out. */
function counts(draw: () => number): readonly number[] {
  const found = Array.from({ length: 8 }, () => 0);
  for (let each = 0; each < DRAWS; each++) {
    const value = draw();
    found[value] = (found[value] ?? 0) + 1;
  }
  return found;
}

test('a single click is its bit, a double click a coin toss', () => {
  assert.equal(recordedBit(1, random), 0);
  assert.equal(recordedBit(2, random), 1);
  assertBinomial(counts(() => recordedBit(3, random))[1] ?? 0, DRAWS, 0.5, 'double');
});

test('dark counts set off two detectors of equal noise', () => {
  const [none = 0, zero = 0, one = 0, both = 0] = counts(() => darkPattern(0.19, random));
  assertBinomial(none, DRAWS, 0.81, 'none');
  assertBinomial(zero, DRAWS, 0.09, 'only 0');
  assertBinomial(one, DRAWS, 0.09, 'only 1');
  assertBinomial(both, DRAWS, 0.01, 'both');
});

test('given that there was a dark count, the shares are the same among themselves', () => {
  const [none = 0, zero = 0, one = 0, both = 0] = counts(() => certainDarkPattern(0.19, random));
  assert.equal(none, 0);
  assertBinomial(zero, DRAWS, 9 / 19, 'only 0');
  assertBinomial(one, DRAWS, 9 / 19, 'only 1');
  assertBinomial(both, DRAWS, 1 / 19, 'both');
});

test('photons take their detector but for the error', () => {
  const [none = 0, right = 0, wrong = 0, both = 0] = counts(() => lightPattern(2, 0, 0.1, random));
  assert.equal(none, 0);
  assertBinomial(right, DRAWS, 0.81, 'both right');
  assertBinomial(wrong, DRAWS, 0.01, 'both wrong');
  assertBinomial(both, DRAWS, 0.18, 'one of each');
  assert.equal(lightPattern(1, 1, 0, random), 2);
});

test('arrivals are binomial, none excluded', () => {
  const found = counts(() => certainArrivals(3, 0.3, random));
  const any = 1 - 0.7 ** 3;
  assert.equal(found[0], 0);
  for (const [arrived, ways] of [
    [1, 3 * 0.3 * 0.49],
    [2, 3 * 0.09 * 0.7],
    [3, 0.027],
  ] as const) {
    assertBinomial(found[arrived] ?? 0, DRAWS, ways / any, `${arrived} arrive`);
  }
  assert.equal(certainArrivals(1, 0.001, random), 1);
  assert.equal(certainArrivals(4, 1, random), 4);
});
