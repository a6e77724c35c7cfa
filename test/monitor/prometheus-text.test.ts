import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { metricCatalogue } from '../../src/monitor/metric-catalogue.ts';
import { counter, gauge, histogram } from '../../src/monitor/metric-description.ts';
import { MetricsRegistry } from '../../src/monitor/metrics-registry.ts';
import { prometheusText } from '../../src/monitor/prometheus-text.ts';
import { filledRegistry } from './filled-registry.ts';
import { promtoolFindings, whyNoPromtool } from './prometheus-tools.ts';

const table = {
  t_sent_total: counter('Sent \\ "twice"\nover', 'to'),
  t_open: gauge('Open'),
  t_wait_seconds: histogram('Wait', [0.5, 1], 'role'),
};

const filled = (): MetricsRegistry => filledRegistry('a\\b"c\nd');

test('writes families, escapes, and buckets that add up', () => {
  const registry = new MetricsRegistry(table);
  registry.count('t_sent_total', 2, { to: 'a"b\\c\nd' });
  registry.gauge('t_open', 1.5);
  for (const value of [0.25, 0.75, 3]) registry.observe('t_wait_seconds', value, { role: 'x' });
  assert.equal(
    prometheusText(registry.snapshot()),
    [
      '# HELP t_sent_total Sent \\\\ "twice"\\nover.',
      '# TYPE t_sent_total counter',
      't_sent_total{to="a\\"b\\\\c\\nd"} 2',
      '# HELP t_open Open.',
      '# TYPE t_open gauge',
      't_open 1.5',
      '# HELP t_wait_seconds Wait.',
      '# TYPE t_wait_seconds histogram',
      't_wait_seconds_bucket{role="x",le="0.5"} 1',
      't_wait_seconds_bucket{role="x",le="1"} 2',
      't_wait_seconds_bucket{role="x",le="+Inf"} 3',
      't_wait_seconds_sum{role="x"} 4',
      't_wait_seconds_count{role="x"} 3',
      '',
    ].join('\n'),
  );
});

test('every metric of the catalogue can be filled, none is refused', () => {
  const names = new Set(
    filled()
      .snapshot()
      .map(({ name }) => name),
  );
  assert.deepEqual([...names], Object.keys(metricCatalogue));
});

describe("Prometheus' own tool", { skip: whyNoPromtool() ?? false }, () => {
  test('finds nothing to say about all metrics', () => {
    assert.equal(promtoolFindings(prometheusText(filled().snapshot())), '');
  });

  test('does find faults where there are some', () => {
    assert.match(promtoolFindings('# TYPE t_sent counter\nt_sent 1\n'), /_total/u);
    assert.match(promtoolFindings('t_sent{ 1\n'), /error/u);
  });
});
