import assert from 'node:assert/strict';
import test from 'node:test';
import { axisPosition } from '../../../src/qkd/chart/chart.ts';
import { sampleChart } from './sample-chart.ts';

test('values lie on their axis, evenly or by their logarithm', () => {
  assert.equal(axisPosition(sampleChart.x, 2.5), 0.25);
  assert.ok(Math.abs(axisPosition(sampleChart.y, 0.1) - 0.5) < 1e-12);
  assert.equal(axisPosition(sampleChart.y, 0), Number.NEGATIVE_INFINITY);
});
