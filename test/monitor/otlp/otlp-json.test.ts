import assert from 'node:assert/strict';
import test from 'node:test';
import * as v from 'valibot';
import { metricCatalogue } from '../../../src/monitor/metric-catalogue.ts';
import { counter, gauge, histogram } from '../../../src/monitor/metric-description.ts';
import { MetricsRegistry } from '../../../src/monitor/metrics-registry.ts';
import { otlpMetrics, otlpTraces } from '../../../src/monitor/otlp/otlp-json.ts';
import { filledRegistry } from '../filled-registry.ts';
import { metricsRequest, traceRequest } from './otlp-schema.ts';

const from = { name: 'qforge', version: '1.2.3', instance: 'qf1self' };

test('every metric of the catalogue fits the published messages', () => {
  const body: unknown = JSON.parse(JSON.stringify(otlpMetrics(filledRegistry('a"b').snapshot(), from, 1000, 2000)));
  const { resourceMetrics } = v.parse(metricsRequest, body);
  const metrics = resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
  assert.deepEqual(
    metrics.map(({ name }) => name),
    Object.keys(metricCatalogue),
  );
});

test('values, buckets, units and times are those of the registry', () => {
  const registry = new MetricsRegistry({
    t_sent_bytes_total: counter('Sent', 'to'),
    t_open: gauge('Open'),
    t_wait_seconds: histogram('Wait', [0.5, 1]),
  });
  registry.count('t_sent_bytes_total', 7, { to: 'bob' });
  registry.gauge('t_open', -1.5);
  for (const value of [0.25, 0.75, 3, 4]) registry.observe('t_wait_seconds', value);
  const body = otlpMetrics(registry.snapshot(), from, 1_800_000_000_000, 1_800_000_000_123.456) as {
    resourceMetrics: { scopeMetrics: { metrics: unknown[] }[] }[];
  };
  const time = { startTimeUnixNano: '1800000000000000000', timeUnixNano: '1800000000123456000' };
  assert.deepEqual(body.resourceMetrics[0]?.scopeMetrics[0]?.metrics, [
    {
      name: 't_sent_bytes_total',
      description: 'Sent',
      unit: 'By',
      sum: {
        dataPoints: [{ attributes: [{ key: 'to', value: { stringValue: 'bob' } }], ...time, asDouble: 7 }],
        aggregationTemporality: 2,
        isMonotonic: true,
      },
    },
    {
      name: 't_open',
      description: 'Open',
      unit: '1',
      gauge: { dataPoints: [{ attributes: [], ...time, asDouble: -1.5 }] },
    },
    {
      name: 't_wait_seconds',
      description: 'Wait',
      unit: 's',
      histogram: {
        dataPoints: [
          { attributes: [], ...time, count: '4', sum: 8, bucketCounts: ['1', '1', '2'], explicitBounds: [0.5, 1] },
        ],
        aggregationTemporality: 2,
      },
    },
  ]);
});

test('spans fit the published messages', () => {
  const span = {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    parentId: undefined,
    name: 'GET /x',
    kind: 'server',
    startMs: 1,
    endMs: 2,
    hasFailed: false,
    fields: { 'http.response.status_code': 200, ratio: 0.5, ok: true },
  } as const;
  const failed = { ...span, parentId: '1111111111111111', hasFailed: true, fields: {} };
  const { resourceSpans } = v.parse(traceRequest, JSON.parse(JSON.stringify(otlpTraces([span, failed], from))));
  const [first, second] = resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
  assert.deepEqual(first?.attributes, [
    { key: 'http.response.status_code', value: { intValue: '200' } },
    { key: 'ratio', value: { doubleValue: 0.5 } },
    { key: 'ok', value: { boolValue: true } },
  ]);
  assert.deepEqual([first.kind, first.status, first.parentSpanId], [2, {}, undefined]);
  assert.deepEqual([second?.status, second?.parentSpanId], [{ code: 2 }, '1111111111111111']);
});
