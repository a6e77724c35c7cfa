import assert from 'node:assert/strict';
import test from 'node:test';
import { SeededStream } from '../../../bench/detect/seeded-stream.ts';
import { median, rankedValue, robustDeviation } from '../../../src/monitor/trends/robust-statistics.ts';

test('medians of odd, even and no numbers', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test('ranked values are the nearest ones', () => {
  const values = [5, 1, 4, 2, 3];
  assert.deepEqual(
    [0, 0.2, 0.21, 0.9, 1].map((share) => rankedValue(values, share)),
    [1, 1, 2, 5, 5],
  );
});

test('the deviation of normal values, also when a third of them is something else', () => {
  const random = new SeededStream('robust deviation');
  const values = Array.from({ length: 20_000 }, () => 7 + 3 * random.normal());
  assert.ok(Math.abs(robustDeviation(values) - 3) < 0.1);
  const spoilt = values.map((value, at) => (at % 10 === 0 ? 1e9 : value));
  assert.ok(Math.abs(robustDeviation(spoilt) - 3) < 0.6);
});
