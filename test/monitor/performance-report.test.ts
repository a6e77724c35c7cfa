import assert from 'node:assert/strict';
import test from 'node:test';
import { MIN_SNAPSHOTS_FOR_ADVICE, performanceReport } from '../../src/monitor/performance-report.ts';
import type { PerformanceSnapshot } from '../../src/monitor/performance-snapshot.ts';
import { snapshotWith } from './snapshots.ts';

const series = (count: number, at: (index: number) => Partial<PerformanceSnapshot>): readonly PerformanceSnapshot[] =>
  Array.from({ length: count }, (_, index) => snapshotWith(at(index)));

const advice = (snapshots: readonly PerformanceSnapshot[]): string =>
  performanceReport(snapshots)
    .recommendations.map(({ advice: text, evidence }) => `${text} ${evidence}`)
    .join('\n');

test('figures are medians and the worst', () => {
  const report = performanceReport(series(5, (index) => ({ messagesPerSecond: [5, 1, 4, 2, 3][index] ?? 0 })));
  assert.deepEqual(report.figures['messagesPerSecond'], { median: 3, worst: 5 });
  assert.deepEqual([report.snapshots, report.spanMs], [5, 5000]);
});

test('without snapshots there are no figures, and what was never measured has none', () => {
  assert.deepEqual(performanceReport([]), { snapshots: 0, spanMs: 0, figures: {}, recommendations: [] });
  assert.equal(performanceReport([snapshotWith({ latencyMs: undefined })]).figures['latencyP50Ms'], undefined);
});

test('a quiet system needs no advice, and nobody advises on little', () => {
  assert.equal(advice(series(100, () => ({}))), '');
  assert.equal(advice(series(MIN_SNAPSHOTS_FOR_ADVICE - 1, () => ({ eventLoopUtilization: 1 }))), '');
});

test('advice follows from what was measured', () => {
  assert.match(advice(series(20, () => ({ eventLoopUtilization: 0.9 }))), /more processes.*90 % of the time/u);
  assert.match(advice(series(20, () => ({ collectionRatio: 0.2 }))), /heap.*20 % of the time/u);
  const latencyMs = { p50: 2, p90: 20, p99: 100, p999: 200 };
  assert.match(advice(series(20, () => ({ latencyMs }))), /latency mode.*2\.0 ms.*100 ms/u);
});

test('memory that grows all the time is told from memory that goes up and down', () => {
  assert.match(advice(series(100, (index) => ({ residentBytes: 80e6 + index * 1e6 }))), /by 90 MB/u);
  assert.equal(advice(series(100, (index) => ({ residentBytes: 80e6 + (index % 7) * 10e6 }))), '');
  assert.equal(advice(series(100, (index) => ({ residentBytes: 80e6 + index * 1e3 }))), '');
});
