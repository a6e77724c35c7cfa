import assert from 'node:assert/strict';
import test from 'node:test';
import { SeededStream } from '../../../bench/detect/seeded-stream.ts';
import { forecastKinds } from '../../../bench/forecast/seeded-series.ts';
import { forecastTrials } from '../../../bench/forecast/trials.ts';
import { forecastOf, MIN_FORECAST_VALUES } from '../../../src/monitor/trends/forecast.ts';

/**
 * One outcome a series: 50 independent ones. If at least 85 % of the intervals held in truth, 34 or fewer of 50 would hold by chance in fewer than
 * 2 runs of a thousand; seeds are fixed. `npm run -s forecast` has 400 of each.
 */
test('intervals hold on every kind of series', (t) => {
  for (const kind of forecastKinds) {
    const { share, also } = forecastTrials(kind, 50, 0.85);
    t.diagnostic(`${kind.name}: ${(share.share * 100).toFixed(1)} % of 50 held; ${also}`);
    assert.ok(share.share * 50 > 34, `${kind.name}: ${share.share}`);
  }
});

test('chooses the method that made the series', () => {
  const wanted = {
    line: 'linear',
    'season of 24 on a line': 'holt-winters',
    'random walk that drifts': 'drift',
  } as const;
  for (const [name, method] of Object.entries(wanted)) {
    const kind = forecastKinds.find((one) => one.name === name);
    assert.ok(kind !== undefined);
    const chosen = Array.from(
      { length: 20 },
      (_, trial) => forecastOf(kind.draw(new SeededStream(`choose ${trial}`), 240), 60)?.method,
    );
    assert.ok(chosen.filter((one) => one === method).length >= 12, `${name}: ${chosen.join()}`);
  }
});

test('says how it did against a naive forecast, and how many intervals held', () => {
  const random = new SeededStream('error');
  const values = Array.from({ length: 200 }, (_, at) => 1000 - 4 * at + 3 * random.normal());
  const error = forecastOf(values, 40)?.error;
  assert.ok(error !== undefined && (error.ratioToNaive ?? 1) < 0.2 && error.coverage > 0.7 && error.tested > 30);
});

test('what never changes is expected to stay, without an error to compare', () => {
  const forecast = forecastOf(
    Array.from({ length: 60 }, () => 7),
    10,
  );
  assert.deepEqual(forecast?.ahead(10), { expected: 7, low: 7, high: 7 });
  assert.equal(forecast.error?.ratioToNaive, undefined);
});

test('too few values are no ground', () => {
  assert.equal(
    forecastOf(
      Array.from({ length: MIN_FORECAST_VALUES - 1 }, (_, at) => at),
      5,
    ),
    undefined,
  );
  assert.ok(
    forecastOf(
      Array.from({ length: MIN_FORECAST_VALUES }, (_, at) => at),
      5,
    ) !== undefined,
  );
});
