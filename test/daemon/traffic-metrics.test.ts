import assert from 'node:assert/strict';
import test from 'node:test';
import type { Traffic } from '../../src/client/index.ts';
import { TrafficMetrics } from '../../src/daemon/traffic-metrics.ts';
import { MetricsRegistry } from '../../src/monitor/index.ts';

const nothing: Traffic = {
  messagesSent: 0,
  messagesReceived: 0,
  messagesAcknowledged: 0,
  messagesLost: 0,
  bytesSent: 0,
  bytesReceived: 0,
  roundTrips: 0,
  roundTripSumMs: 0,
};

test('counters follow the totals, and each reading adds only what is new', () => {
  let traffic = nothing;
  const registry = new MetricsRegistry();
  const metrics = new TrafficMetrics(() => traffic);
  registry.addCollector((sink) => metrics.collect(sink));
  const values = (): Record<string, unknown> =>
    Object.fromEntries(
      registry
        .snapshot()
        .flatMap(({ name, series }) => series.map((one) => [`${name} ${JSON.stringify(one.labels)}`, one.value])),
    );
  values();
  traffic = {
    ...nothing,
    messagesSent: 5,
    messagesReceived: 2,
    bytesSent: 500,
    messagesAcknowledged: 4,
    messagesLost: 1,
  };
  const expected = {
    'qforge_messages_total {"direction":"sent"}': 5,
    'qforge_messages_total {"direction":"received"}': 2,
    'qforge_channel_bytes_total {"direction":"sent"}': 500,
    'qforge_channel_bytes_total {"direction":"received"}': 0,
    'qforge_messages_acknowledged_total {}': 4,
    'qforge_messages_lost_total {}': 1,
  };
  assert.deepEqual(values(), expected);
  assert.deepEqual(values(), expected);
});

test('a total that falls takes nothing from a counter', () => {
  let traffic = { ...nothing, messagesSent: 5 };
  const registry = new MetricsRegistry();
  const metrics = new TrafficMetrics(() => traffic);
  metrics.collect(registry);
  traffic = { ...nothing, messagesSent: 3 };
  metrics.collect(registry);
  const sent = registry.snapshot().find(({ name }) => name === 'qforge_messages_total')?.series[0]?.value;
  assert.equal(sent, 5);
});
