import assert from 'node:assert/strict';
import test from 'node:test';
import { emptyPerformanceMetrics } from '../../src/base/performance-metrics.ts';

const PUBLIC_NAMES = [
  'avgLatencyMs',
  'consensusVerifyMs',
  'cryptoInitMs',
  'foundationSetupMs',
  'messageThroughput',
  'networkSetupMs',
  'quantumSetupMs',
  'successRate',
  'throughputMps',
  'totalSetupMs',
];

test('the figures have the names that programs rely on, and are zero before anything was measured', () => {
  const metrics = emptyPerformanceMetrics();
  assert.deepEqual(Object.keys(metrics).toSorted(), PUBLIC_NAMES);
  for (const [name, value] of Object.entries(metrics)) assert.equal(value, 0, name);
});

test('each call makes figures of its own', () => {
  const first = emptyPerformanceMetrics();
  first.cryptoInitMs = 3;
  assert.equal(emptyPerformanceMetrics().cryptoInitMs, 0);
});
