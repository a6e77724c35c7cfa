import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryTrend } from './memory-trend.ts';

const samplesOf = (values: readonly number[]) =>
  values.map((rssBytes, at) => ({ atMs: at * 500, rssBytes, heapBytes: rssBytes / 2 }));

test('memory that warms up and then stays has not grown, whatever single samples say', () => {
  const warmUp = Array.from({ length: 100 }, (_, at) => 50 + at);
  const steady = Array.from({ length: 200 }, (_, at) => (at % 17 === 0 ? 400 : 150));
  const { growth, samples, beginBytes } = memoryTrend(samplesOf([...warmUp, ...steady]));
  assert.deepEqual([samples, beginBytes, growth], [300, 150, 0]);
});

test('memory that goes on growing is found', () => {
  const leaking = Array.from({ length: 300 }, (_, at) => 100 + at);
  assert.ok(memoryTrend(samplesOf(leaking)).growth > 0.5);
});

test('no sample is no trend', () => {
  assert.ok(Number.isNaN(memoryTrend([]).growth));
});
