import assert from 'node:assert/strict';
import test from 'node:test';
import { sparkline } from '../../src/cli/sparkline.ts';

test('bars go from zero to the greatest value', () => {
  assert.equal(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8), '▁▂▃▄▅▆▇█');
  assert.equal(sparkline([5, 5], 8), '██');
  assert.equal(sparkline([0, 0], 8), '▁▁');
  assert.equal(sparkline([], 8), '');
});

test('the last values are shown, one character each', () => {
  assert.equal(sparkline([9, 0, 7], 2), '▁█');
  assert.equal(sparkline([1, 2], 0), '');
});
