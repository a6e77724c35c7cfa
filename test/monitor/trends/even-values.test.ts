import assert from 'node:assert/strict';
import test from 'node:test';
import { evenValues, LONGEST_BRIDGE_STEPS } from '../../../src/monitor/trends/even-values.ts';

const point = (atMs: number, mean: number): { atMs: number; mean: number; least: number; most: number } => ({
  atMs,
  mean,
  least: mean,
  most: mean,
});

test('bridges short gaps by a line, and ends at long ones', () => {
  const points = [point(0, 99), point(60, 1), point(70, 2), point(100, 5), point(110, 4)];
  assert.deepEqual(evenValues(points, 10), { values: [1, 2, 3, 4, 5, 4], startMs: 60 });
  const edge = [point(0, 0), point((LONGEST_BRIDGE_STEPS + 1) * 10, 4)];
  assert.deepEqual(evenValues(edge, 10), { values: [0, 1, 2, 3, 4], startMs: 0 });
  assert.deepEqual(evenValues([point(0, 0), point((LONGEST_BRIDGE_STEPS + 2) * 10, 4)], 10).values, [4]);
});

test('nothing is nothing', () => {
  assert.deepEqual(evenValues([], 10), { values: [], startMs: 0 });
});
