import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentMetrics } from '../../src/base/index.ts';
import { PoolMeter } from '../../src/network/pool-meter.ts';
import { emptyTier } from './pool-sample.ts';

describe('the meter of a pool', () => {
  test('counters grow by what has happened since, gauges are what is', () => {
    const counted: Record<string, number> = {};
    const gauges: Record<string, number> = {};
    const meter = new PoolMeter({
      ...silentMetrics,
      count: (name, delta, labels) => {
        const key = `${name} ${labels?.['tier']}`;
        counted[key] = (counted[key] ?? 0) + delta;
      },
      gauge: (name, value, labels) => {
        gauges[`${name} ${labels?.['tier']}`] = value;
      },
    });
    meter.report({ small: { ...emptyTier, hits: 5, misses: 2, inUse: 1 }, large: emptyTier });
    meter.report({ small: { ...emptyTier, hits: 9, misses: 2, leaked: 1, retainedBytes: 30 }, large: emptyTier });
    assert.equal(counted['qforge_pool_hits_total small'], 9);
    assert.equal(counted['qforge_pool_misses_total small'], 2);
    assert.equal(counted['qforge_pool_leaked_total small'], 1);
    assert.equal(counted['qforge_pool_hits_total large'], 0);
    assert.equal(gauges['qforge_pool_in_use_buffers small'], 0);
    assert.equal(gauges['qforge_pool_retained_bytes small'], 30);
  });
});
