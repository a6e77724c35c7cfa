import assert from 'node:assert/strict';
import test from 'node:test';
import { lineSummary, withGaps } from '../../apps/dashboard/src/parts/plot-data.ts';

test('a line is told in a sentence for those who do not see it', () => {
  const line = { name: 'median', colour: 1, values: [null, 3, 1, 2, null] } as const;
  assert.equal(lineSummary(line, String), 'median: last 2, between 1 and 3.');
  assert.equal(lineSummary({ ...line, values: [null] }, String), 'median: nothing was measured.');
  const forecast = { ...line, band: { low: [], high: [] } };
  assert.equal(lineSummary(forecast, String), 'median, forecast: between 1 and 3.');
});

test('no line is drawn over a time in which nothing was measured', () => {
  const points = [0, 10, 40, 50].map((atMs) => ({ atMs, value: atMs }));
  assert.deepEqual(withGaps(points, 10), [
    { atMs: 0, value: 0 },
    { atMs: 10, value: 10 },
    { atMs: 20, value: null },
    { atMs: 40, value: 40 },
    { atMs: 50, value: 50 },
  ]);
  assert.deepEqual(withGaps([{ atMs: 0, value: undefined }], 10), [{ atMs: 0, value: null }]);
});
