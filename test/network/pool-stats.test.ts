import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ratioOf } from '../../src/network/pool-stats.ts';

test('a ratio of nothing is 0', () => {
  assert.deepEqual([ratioOf(3, 4), ratioOf(0, 4), ratioOf(0, 0)], [0.75, 0, 0]);
});
