import assert from 'node:assert/strict';
import test from 'node:test';
import { counter, gauge, histogram } from '../../src/monitor/metric-description.ts';
import { MetricsRegistry } from '../../src/monitor/metrics-registry.ts';

const table = {
  t_sent_total: counter('Sent', 'to'),
  t_open: gauge('Open'),
  t_wait_seconds: histogram('Wait', [1, 2]),
  qforge_metrics_refused_total: counter('Refused', 'reason'),
};

function numbers(registry: MetricsRegistry): Record<string, unknown> {
  return Object.fromEntries(
    registry
      .snapshot()
      .flatMap(({ name, series }) => series.map(({ labels, value }) => [`${name} ${JSON.stringify(labels)}`, value])),
  );
}

test('metrics update: counters add, gauges replace, histograms collect', () => {
  const registry = new MetricsRegistry(table);
  registry.count('t_sent_total', 2, { to: 'bob' });
  registry.count('t_sent_total', 3, { to: 'bob' });
  registry.gauge('t_open', 7);
  registry.gauge('t_open', -4);
  registry.observe('t_wait_seconds', 1.5);
  const { 't_wait_seconds {}': wait, ...rest } = numbers(registry);
  assert.deepEqual(rest, { 't_sent_total {"to":"bob"}': 5, 't_open {}': -4 });
  assert.deepEqual((wait as { cumulative: number[] }).cumulative, [0, 1]);
});

test('what fits no metric is counted by its reason, and thrown at nobody', () => {
  const registry = new MetricsRegistry(table);
  registry.count('t_unknown_total', 1);
  registry.count('__proto__', 1);
  registry.gauge('t_sent_total', 1, { to: 'bob' });
  registry.count('t_sent_total', -1, { to: 'bob' });
  registry.observe('t_wait_seconds', Number.NaN);
  registry.gauge('t_open', Number.POSITIVE_INFINITY);
  registry.count('t_sent_total', 1);
  registry.count('t_sent_total', 1, { from: 'bob' });
  assert.deepEqual(numbers(registry), {
    'qforge_metrics_refused_total {"reason":"unknown-metric"}': 2,
    'qforge_metrics_refused_total {"reason":"other-kind"}': 1,
    'qforge_metrics_refused_total {"reason":"value"}': 3,
    'qforge_metrics_refused_total {"reason":"labels-or-series"}': 2,
  });
});

test('collectors are asked before every snapshot', () => {
  const registry = new MetricsRegistry(table);
  let asked = 0;
  registry.addCollector((sink) => {
    asked += 1;
    sink.gauge('t_open', asked);
  });
  assert.deepEqual(numbers(registry), { 't_open {}': 1 });
  assert.deepEqual(numbers(registry), { 't_open {}': 2 });
});

test('the order is that of the catalogue', () => {
  const registry = new MetricsRegistry(table);
  registry.observe('t_wait_seconds', 1);
  registry.count('t_sent_total', 1, { to: 'bob' });
  assert.deepEqual(
    registry.snapshot().map(({ name }) => name),
    ['t_sent_total', 't_wait_seconds'],
  );
});
