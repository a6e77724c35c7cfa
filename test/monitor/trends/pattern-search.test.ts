import assert from 'node:assert/strict';
import test from 'node:test';
import { patternSearch } from '../../../src/monitor/trends/pattern-search.ts';

test('finds the bottom of a bowl from any corner, and stays in the unit cube', () => {
  const bowl = ([x = 0, y = 0]: readonly number[]): number => (x - 0.37) ** 2 + 3 * (y - 0.81) ** 2 + x * y * 0.1;
  for (const corner of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ]) {
    const [x = -1, y = -1] = patternSearch(bowl, [corner]);
    assert.ok(Math.hypot(x - 0.335, y - 0.806) < 0.03, `${x} ${y}`);
  }
  const slope = ([x = 0]: readonly number[]): number => x;
  assert.deepEqual(patternSearch(slope, [[0.5]]), [0]);
});

test('begins at the best of its starts', () => {
  const two = ([x = 0]: readonly number[]): number => Math.min(Math.abs(x - 0.1) + 0.5, Math.abs(x - 0.9));
  const [found = 0] = patternSearch(two, [[0.1], [0.85]]);
  assert.ok(Math.abs(found - 0.9) < 0.02);
});
