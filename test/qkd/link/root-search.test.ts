import assert from 'node:assert/strict';
import test from 'node:test';
import { fallingRoot, maximumAt } from '../../../src/qkd/link/root-search.ts';

test('a falling function is followed to its zero, to the last digits', () => {
  assert.ok(Math.abs(fallingRoot((x) => 2 - x * x, 0, 2) - Math.SQRT2) < 1e-15);
  assert.ok(Math.abs(fallingRoot((x) => Math.cos(x), 0, 3) - Math.PI / 2) < 1e-15);
});

test('a function without a zero ends at the border that says so', () => {
  assert.equal(
    fallingRoot(() => -1, 3, 4),
    3,
  );
  assert.equal(
    fallingRoot(() => 1, 3, 4),
    4,
  );
});

test('the maximum of a single hump is found', () => {
  assert.ok(Math.abs(maximumAt((x) => -((x - 0.3) ** 2), 0, 1, 1e-9) - 0.3) < 1e-6);
  assert.ok(maximumAt((x) => x, 0, 1, 1e-9) > 1 - 1e-8);
});
