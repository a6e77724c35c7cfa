import assert from 'node:assert/strict';
import test from 'node:test';
import { MetricsRegistry } from '../../src/monitor/metrics-registry.ts';
import { PerformanceMonitor, SNAPSHOTS_KEPT } from '../../src/monitor/performance-monitor.ts';
import { ManualClock } from '../client/manual-clock.ts';

test('rates are over the time between two looks', () => {
  const [registry, clock] = [new MetricsRegistry(), new ManualClock()];
  registry.count('qforge_messages_total', 1000, { direction: 'sent' });
  const monitor = new PerformanceMonitor(registry, clock);
  registry.count('qforge_messages_total', 30, { direction: 'sent' });
  registry.count('qforge_messages_total', 10, { direction: 'received' });
  registry.count('qforge_channel_bytes_total', 800, { direction: 'received' });
  registry.count('process_cpu_seconds_total', 0.5);
  registry.count('qforge_handshakes_total', 3, { role: 'initiator', result: 'ok' });
  registry.count('qforge_handshakes_total', 1, { role: 'responder', result: 'HANDSHAKE_FAILED' });
  registry.count('qforge_messages_acknowledged_total', 9);
  registry.count('qforge_messages_lost_total', 1);
  registry.observe('nodejs_gc_seconds', 0.1, { kind: 'minor' });
  clock.advance(2000);
  const snapshot = monitor.sample();
  assert.equal(snapshot.spanMs, 2000);
  assert.equal(snapshot.messagesPerSecond, 20);
  assert.equal(snapshot.bytesPerSecond, 400);
  assert.equal(snapshot.processorRatio, 0.25);
  assert.equal(snapshot.handshakesPerSecond, 2);
  assert.equal(snapshot.handshakeFailureRatio, 0.25);
  assert.equal(snapshot.successRatio, 0.9);
  assert.equal(snapshot.collectionRatio, 0.05);
});

test('gauges are as they are, and what nobody did has no ratio', () => {
  const [registry, clock] = [new MetricsRegistry(), new ManualClock()];
  const monitor = new PerformanceMonitor(registry, clock);
  registry.gauge('qforge_channels_open', 4);
  registry.gauge('process_resident_memory_bytes', 5e7);
  registry.gauge('nodejs_event_loop_delay_seconds', 0.02, { rank: 'p99' });
  clock.advance(1000);
  const snapshot = monitor.sample();
  assert.deepEqual([snapshot.channelsOpen, snapshot.residentBytes, snapshot.eventLoopDelayMs.p99], [4, 5e7, 20]);
  const { successRatio, handshakeFailureRatio, latencyMs, openDescriptors } = snapshot;
  assert.deepEqual([successRatio, handshakeFailureRatio, latencyMs, openDescriptors], Array(4).fill(undefined));
});

test('latency is that of the last span alone', () => {
  const [registry, clock] = [new MetricsRegistry(), new ManualClock()];
  const monitor = new PerformanceMonitor(registry, clock);
  const latency = (seconds: number): number | undefined => {
    for (let count = 0; count < 100; count += 1) registry.observe('qforge_message_acknowledged_seconds', seconds);
    clock.advance(1000);
    return monitor.sample().latencyMs?.p99;
  };
  for (const seconds of [0.5, 0.002, 0.04]) {
    const found = latency(seconds) ?? Number.NaN;
    assert.ok(Math.abs(found - seconds * 1000) <= seconds * 10, `${found} ms for ${seconds} s`);
  }
  clock.advance(1000);
  assert.equal(monitor.sample().latencyMs, undefined);
});

test('no time between two looks makes no rate, and old snapshots go', () => {
  const [registry, clock] = [new MetricsRegistry(), new ManualClock()];
  const monitor = new PerformanceMonitor(registry, clock);
  registry.count('qforge_messages_total', 1, { direction: 'sent' });
  assert.equal(monitor.sample().messagesPerSecond, 0);
  for (let look = 0; look < SNAPSHOTS_KEPT; look += 1) monitor.sample();
  assert.equal(monitor.history.length, SNAPSHOTS_KEPT);
  assert.equal(monitor.report().snapshots, SNAPSHOTS_KEPT);
});
