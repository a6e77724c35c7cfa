import assert from 'node:assert/strict';
import test from 'node:test';
import type { Chart } from '../../../src/qkd/chart/chart.ts';
import { cascadeChart, interceptionChart, keyRateChart } from '../../../src/qkd/chart/qkd-charts.ts';
import { assertClose } from '../closeness.ts';

/** The value of a curve at a place. */
function valueAt(chart: Chart, name: string, x: number): number {
  const point = chart.series.find((series) => series.name === name)?.points.find(([at]) => Math.abs(at - x) < 1e-9);
  return point?.[1] ?? Number.NaN;
}

test('key rates are those of the formulas', () => {
  const chart = keyRateChart();
  assertClose(valueAt(chart, 'BB84, decoys', 100), 1.718e-5, 1e-3, 'decoys at 100 km');
  assertClose(valueAt(chart, 'vacuum + weak', 20), 9.078e-4, 1e-3, 'vacuum and weak at 20 km');
  assert.equal(valueAt(chart, 'BB84, decoys', 160), 0);
  assert.equal(chart.series.length, 7);
});

test('simulated error rates lie near the formula', () => {
  const chart = interceptionChart('chart test');
  for (const share of [0, 0.5, 1]) {
    const formula = valueAt(chart, 'BB84: formula', share);
    assert.ok(Math.abs(valueAt(chart, 'BB84', share) - formula) < 0.03);
  }
  assert.deepEqual(interceptionChart('chart test').series[0], chart.series[0]);
});

test('every variant of Cascade has its curve, above the Shannon limit', () => {
  const { series } = cascadeChart('chart test', 1);
  assert.equal(series.length, 6);
  for (const { points } of series) for (const [, efficiency] of points) assert.ok(efficiency > 1 && efficiency < 1.3);
});
