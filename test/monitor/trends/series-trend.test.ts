import assert from 'node:assert/strict';
import test from 'node:test';
import { SeededStream } from '../../../bench/detect/seeded-stream.ts';
import { MAX_FORECAST_POINTS, seriesTrend } from '../../../src/monitor/trends/series-trend.ts';

const random = new SeededStream('trend');
const shifted = Array.from({ length: 200 }, (_, at) => (at < 100 ? 40 : 80) + random.normal());

test('changes, unusual values and the forecast have their times', () => {
  const values = shifted.with(160, 500);
  const { changes, anomalies, forecast } = seriesTrend({ values, startMs: 1000 }, 10, 200);
  assert.deepEqual(
    changes.map(({ atMs }) => atMs),
    [2000],
  );
  assert.deepEqual(
    anomalies.map(({ atMs, value }) => [atMs, value]),
    [[2600, 500]],
  );
  assert.ok(forecast?.status === 'forecast');
  assert.deepEqual([forecast.points.length, forecast.points[0]?.atMs, forecast.points.at(-1)?.atMs], [20, 3000, 3190]);
  for (const { low, expected, high } of forecast.points)
    assert.ok(low < 80 && high > 80 && low < expected && expected < high);
});

test('without a wish there is no forecast, with too few values none either', () => {
  assert.equal(seriesTrend({ values: shifted, startMs: 0 }, 10, 0).forecast, null);
  const few = seriesTrend({ values: [1, 2, 3], startMs: 0 }, 10, 100).forecast;
  assert.deepEqual(few, { status: 'not-enough-data', points: 3, needed: 12 });
});

test('what was never below nothing is not expected there', () => {
  const values = Array.from({ length: 100 }, (_, at) => 100 - at);
  const { forecast } = seriesTrend({ values, startMs: 0 }, 10, 1000);
  assert.ok(forecast?.status === 'forecast');
  assert.ok(forecast.points.every(({ low, expected }) => low >= 0 && expected >= 0));
});

test('a long forecast is thinned', () => {
  const values = Array.from({ length: 700 }, () => 100 + random.normal());
  const { forecast } = seriesTrend({ values, startMs: 0 }, 10, 1e9);
  assert.ok(forecast?.status === 'forecast' && forecast.points.length <= MAX_FORECAST_POINTS);
  assert.equal(forecast.points.at(-1)?.atMs, 6990 + Math.floor(700 / 4) * 4 * 10);
});
