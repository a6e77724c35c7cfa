import assert from 'node:assert/strict';
import test from 'node:test';
import { counter, histogram } from '../../src/monitor/metric-description.ts';
import { MetricReading } from '../../src/monitor/metric-reading.ts';
import { MetricsRegistry } from '../../src/monitor/metrics-registry.ts';

test('sums the series that have the labels', () => {
  const registry = new MetricsRegistry({ t_total: counter('T', 'role', 'result'), t_seconds: histogram('S', [1]) });
  registry.count('t_total', 1, { role: 'a', result: 'ok' });
  registry.count('t_total', 2, { role: 'b', result: 'ok' });
  registry.count('t_total', 4, { role: 'b', result: 'bad' });
  registry.observe('t_seconds', 0.5);
  registry.observe('t_seconds', 2);
  const reading = new MetricReading(registry.snapshot());
  assert.equal(reading.total('t_total'), 7);
  assert.equal(reading.total('t_total', { role: 'b' }), 6);
  assert.equal(reading.find('t_total', { role: 'c' }), undefined);
  assert.equal(reading.total('t_unknown'), 0);
  assert.equal(reading.total('t_seconds'), 2.5);
});
