import assert from 'node:assert/strict';
import test from 'node:test';
import { joinedSeries, type SeriesPoints } from '../../apps/dashboard/src/parts/series-data.ts';

const series = (
  points: readonly (readonly [number, number])[],
  forecast: SeriesPoints['forecast'] = null,
): SeriesPoints => ({
  name: 's',
  stepMs: 10,
  points: points.map(([atMs, mean]) => ({ atMs, mean })),
  forecast,
});

test('two series share one axis, with gaps where one of them has nothing', () => {
  const one = series([
    [0, 1],
    [10, 2],
  ]);
  const other = series([
    [10, 5],
    [20, 6],
  ]);
  const { timesMs, plotLines, nowMs } = joinedSeries([
    { name: 'one', colour: 1, data: one },
    { name: 'other', colour: 3, data: other },
  ]);
  assert.deepEqual(timesMs, [0, 10, 20]);
  assert.deepEqual(
    plotLines.map(({ name, values }) => [name, values]),
    [
      ['one', [1, 2, null]],
      ['other', [null, 5, 6]],
    ],
  );
  assert.equal(nowMs, undefined);
});

test('a forecast is a line of its own behind the present, with its band', () => {
  const forecast = {
    status: 'forecast',
    method: 'linear',
    confidence: 0.9,
    error: { ratioToNaive: 0.5, coverage: 0.9, tested: 40 },
    points: [{ atMs: 20, expected: 3, low: 2, high: 4 }],
  } as const;
  const data = series(
    [
      [0, 1],
      [10, 2],
    ],
    forecast,
  );
  const { timesMs, plotLines, nowMs } = joinedSeries([{ name: 'one', colour: 1, data }]);
  assert.deepEqual([timesMs, nowMs], [[0, 10, 20], 10]);
  assert.deepEqual(plotLines[1]?.values, [null, null, 3]);
  assert.deepEqual(plotLines[1].band, { low: [null, null, 2], high: [null, null, 4] });
});

test('too few points for a forecast are no forecast', () => {
  const data = series([[0, 1]], { status: 'not-enough-data', points: 1, needed: 12 });
  const { plotLines, nowMs } = joinedSeries([{ name: 'one', colour: 1, data }]);
  assert.deepEqual([plotLines.length, nowMs], [1, undefined]);
});
