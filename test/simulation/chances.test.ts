import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chances } from './chances.ts';

const DRAWS = 60_000;

test('a seed gives one sequence, and its neighbour another', () => {
  const sequence = (seed: number): number[] => {
    const chances = new Chances(seed);
    return Array.from({ length: 8 }, () => chances.u32());
  };
  assert.deepEqual(sequence(1), sequence(1));
  assert.equal(new Set([...sequence(0), ...sequence(1), ...sequence(2)]).size, 24);
});

test(`numbers are spread evenly (seed 11, chi-square of 6 classes below 25.7, which 0.01 % exceed by chance)`, () => {
  const chances = new Chances(11);
  const counts = new Uint32Array(6);
  for (let draw = 0; draw < DRAWS; draw++) {
    const index = chances.between(2, 7) - 2;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  const expected = DRAWS / 6;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assert.ok(chiSquare < 25.7, `${chiSquare}`);
});

test('an event happens as often as its probability, never at 0 and always at 1 (seed 12)', () => {
  const chances = new Chances(12);
  let count = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    assert.equal(chances.happens(0), false);
    assert.equal(chances.happens(1), true);
    if (chances.happens(0.25)) count += 1;
  }
  // Six standard deviations of a binomial distribution.
  assert.ok(Math.abs(count - DRAWS / 4) < 6 * Math.sqrt(DRAWS * 0.25 * 0.75), `${count}`);
});

test('a fork goes its own way, and picking from nothing is refused', () => {
  const chances = new Chances(13);
  const [left, right] = [chances.fork(), chances.fork()];
  assert.notDeepEqual(left.bytes(16), right.bytes(16));
  assert.ok(['a', 'b'].includes(chances.pick(['a', 'b'])));
  assert.throws(() => chances.pick([]), RangeError);
});
