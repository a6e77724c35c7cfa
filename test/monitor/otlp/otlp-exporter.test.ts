import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'node:test';
import type { Clock } from '../../../src/base/index.ts';
import { MetricsRegistry } from '../../../src/monitor/metrics-registry.ts';
import {
  FAREWELL_WITHIN_MS,
  MAX_WAITING_SPANS,
  OtlpExporter,
  SEND_METRICS_EVERY_MS,
  SEND_SPANS_EVERY_MS,
  SPANS_PER_REQUEST,
} from '../../../src/monitor/otlp/otlp-exporter.ts';
import { type FinishedSpan, OpenSpan } from '../../../src/monitor/otlp/span.ts';
import { ManualClock } from '../../client/manual-clock.ts';
import { until } from '../../until.ts';
import { type Collector, startCollector } from './collector.ts';

interface Rig {
  readonly exporter: OtlpExporter;
  readonly registry: MetricsRegistry;
  readonly clock: ManualClock;
  readonly log: string[];
}

function rigOf(endpoint: string, options: { readonly authorization?: string } = {}): Rig {
  const [registry, clock, log] = [new MetricsRegistry(), new ManualClock(), [] as string[]];
  const logger = { log: (level: string, _category: string, text: string) => void log.push(`${level} ${text}`) };
  const resource = { name: 'qforge', version: '1', instance: 'self' };
  const exporter = new OtlpExporter({ endpoint, registry, resource, clock, logger, ...options });
  return { exporter, registry, clock, log };
}

const spanOf = (clock: Clock, name = 'work'): FinishedSpan => new OpenSpan(name, 'internal', clock).end();
const namesAt = ({ traces }: Collector): readonly string[] =>
  traces.flatMap(({ resourceSpans }) => resourceSpans[0]?.scopeSpans[0]?.spans.map(({ name }) => name) ?? []);
const outcomes = (registry: MetricsRegistry): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    (registry.snapshot().find(({ name }) => name === 'qforge_otlp_exports_total')?.series ?? []).map(
      ({ labels, value }) => [`${labels['signal']} ${labels['outcome']}`, value],
    ),
  );
test('a collector gets metrics and spans in their time, and takes them', async (t) => {
  const collector = await startCollector(t);
  const { exporter, registry, clock, log } = rigOf(collector.url, { authorization: 'Bearer x' });
  registry.count('qforge_messages_total', 5, { direction: 'sent' });
  exporter.record(spanOf(clock, 'first'));
  clock.advance(SEND_SPANS_EVERY_MS);
  await until(() => collector.traces.length === 1);
  clock.advance(SEND_METRICS_EVERY_MS - SEND_SPANS_EVERY_MS);
  await until(() => collector.metrics.length === 1);
  assert.deepEqual([namesAt(collector), collector.refused, log], [['first'], [], []]);
  assert.deepEqual([...new Set(collector.headers.map(({ authorization }) => authorization))], ['Bearer x']);
  exporter.record(spanOf(clock, 'last'));
  await exporter[Symbol.asyncDispose]();
  assert.deepEqual(namesAt(collector), ['first', 'last']);
  assert.equal(collector.metrics.length, 2);
});

test('spans that a collector does not take for now are sent again; what it refuses is dropped', async (t) => {
  const collector = await startCollector(t);
  const { exporter, registry, clock, log } = rigOf(collector.url);
  exporter.record(spanOf(clock, 'patient'));
  collector.answers.push(503, 429);
  await exporter.sendSpans();
  await exporter.sendSpans();
  assert.deepEqual(log, ['warn export failed']);
  await exporter.sendSpans();
  assert.deepEqual(namesAt(collector), ['patient']);
  exporter.record(spanOf(clock, 'refused'));
  collector.answers.push(400);
  await exporter.sendSpans();
  await exporter.sendSpans();
  assert.deepEqual(namesAt(collector), ['patient']);
  assert.deepEqual(outcomes(registry), { 'traces failed': 3, 'traces sent': 1, 'traces dropped': 1 });
  await exporter[Symbol.asyncDispose]();
});

test('spans are bounded where nobody answers, and go in batches', async (t) => {
  const away = rigOf('http://127.0.0.1:1');
  for (let count = 0; count < MAX_WAITING_SPANS + 3; count += 1) away.exporter.record(spanOf(away.clock));
  await away.exporter.sendSpans();
  assert.deepEqual(outcomes(away.registry), { 'traces dropped': 3, 'traces failed': 1 });
  await away.exporter[Symbol.asyncDispose]();
  const collector = await startCollector(t);
  const there = rigOf(collector.url);
  for (let count = 0; count < SPANS_PER_REQUEST + 1; count += 1) there.exporter.record(spanOf(there.clock));
  await there.exporter.sendSpans();
  assert.deepEqual(
    collector.traces.map(({ resourceSpans }) => resourceSpans[0]?.scopeSpans[0]?.spans.length),
    [SPANS_PER_REQUEST, 1],
  );
  await there.exporter[Symbol.asyncDispose]();
  assert.equal(there.clock.pendingCalls, 0);
});

test('a collector that never answers keeps nobody from ending', async (t) => {
  let requests = 0;
  const server = createServer(() => (requests += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  const { exporter, clock } = rigOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  exporter.record(spanOf(clock));
  clock.advance(SEND_SPANS_EVERY_MS);
  await until(() => requests === 1);
  const ended = exporter[Symbol.asyncDispose]();
  clock.advance(FAREWELL_WITHIN_MS);
  await ended;
});
