import assert from 'node:assert/strict';
import test from 'node:test';
import { counter, gauge, histogram } from '../../../src/monitor/metric-description.ts';
import { MetricsRegistry } from '../../../src/monitor/metrics-registry.ts';
import { bucketQuantile, SeriesSampler } from '../../../src/monitor/trends/series-sampler.ts';

const table = {
  t_total: counter('Things', 'way'),
  t_open: gauge('Open'),
  t_seconds: histogram('Wait', [1, 2, 4]),
};

test('gauges are taken as they are, counters and histograms by what came since the last look', () => {
  const [registry, sampler] = [new MetricsRegistry(table), new SeriesSampler()];
  registry.count('t_total', 1000, { way: 'in' });
  registry.gauge('t_open', 3);
  for (const value of [0.5, 0.5, 8]) registry.observe('t_seconds', value);
  assert.deepEqual([...sampler.sample(registry.snapshot(), 5000)], [['t_open', 3]]);
  registry.count('t_total', 50, { way: 'in' });
  registry.count('t_total', 20, { way: 'out' });
  for (const value of [1.5, 1.5, 1.5, 3]) registry.observe('t_seconds', value);
  assert.deepEqual(Object.fromEntries(sampler.sample(registry.snapshot(), 15_000)), {
    'rate:t_total{way="in"}': 5,
    'rate:t_total{way="out"}': 2,
    t_open: 3,
    'rate:t_seconds': 0.4,
    // Ranks 2 and 3.96 of 4 values: 3 between 1 and 2, 1 between 2 and 4.
    'p50:t_seconds': 1 + 2 / 3,
    'p99:t_seconds': 2 + 2 * 0.96,
  });
});

test('a histogram without new values has no quantiles', () => {
  const [registry, sampler] = [new MetricsRegistry(table), new SeriesSampler()];
  registry.observe('t_seconds', 1);
  sampler.sample(registry.snapshot(), 0);
  assert.deepEqual([...sampler.sample(registry.snapshot(), 1000)], [['rate:t_seconds', 0]]);
});

test('values beyond all buckets are said to be at the last bound, as Prometheus says it', () => {
  assert.equal(bucketQuantile(0.99, [1, 2], [0, 0], 10), 2);
  assert.equal(bucketQuantile(0.5, [1, 2], [10, 10], 10), 0.5);
});
