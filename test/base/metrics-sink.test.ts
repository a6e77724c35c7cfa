import assert from 'node:assert/strict';
import test from 'node:test';
import { silentMetrics } from '../../src/base/metrics-sink.ts';

test('the silent sink takes every kind of measurement, odd values too, and never throws', () => {
  for (const value of [0, 1, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.equal(silentMetrics.count('qforge_messages_total', value), undefined);
    assert.equal(silentMetrics.gauge('qforge_channels', value, { peer: 'a' }), undefined);
    assert.equal(silentMetrics.observe('qforge_latency_seconds', value, { peer: 'a' }), undefined);
  }
});
