import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import test from 'node:test';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { DistributionSnapshot } from '../../src/monitor/distribution.ts';
import { MetricsRegistry } from '../../src/monitor/metrics-registry.ts';
import { ProcessMetrics } from '../../src/monitor/process-metrics.ts';

/** One series of a metric: the first, or the one with these labels. */
function valueOf(registry: MetricsRegistry, name: string, labels = {}): number {
  const wanted = JSON.stringify(labels);
  const metric = registry.snapshot().find((candidate) => candidate.name === name);
  const series = metric?.series.find((candidate) => JSON.stringify(candidate.labels) === wanted);
  assert.equal(typeof series?.value, 'number', name);
  return series?.value as number;
}

function burn(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs) Math.sqrt(endMs);
}

test('says what is running', () => {
  const registry = new MetricsRegistry();
  using _measured = new ProcessMetrics(registry, '1.2.3');
  const { node, openssl } = process.versions;
  assert.equal(valueOf(registry, 'qforge_build_info', { version: '1.2.3', node, openssl }), 1);
});

test('figures are those of the process', () => {
  const registry = new MetricsRegistry();
  using measured = new ProcessMetrics(registry, '1.2.3');
  measured.collect();
  const before = process.cpuUsage();
  const cpuBefore = valueOf(registry, 'process_cpu_seconds_total');
  burn(50);
  measured.collect();
  const { user, system } = process.cpuUsage(before);
  const grown = valueOf(registry, 'process_cpu_seconds_total') - cpuBefore;
  assert.ok(grown > 0 && grown <= (user + system) / 1e6 + 0.5, `${grown} s of processor time`);
  const rss = process.memoryUsage.rss();
  const found = valueOf(registry, 'process_resident_memory_bytes');
  assert.ok(found > rss / 2 && found < rss * 2, `${found} bytes, ${rss} read`);
  const started = valueOf(registry, 'process_start_time_seconds');
  assert.ok(Math.abs(started - (Date.now() / 1000 - process.uptime())) < 5);
});

test('descriptors are counted, where the system tells', { skip: process.platform !== 'linux' }, () => {
  const registry = new MetricsRegistry();
  using measured = new ProcessMetrics(registry, '1.2.3');
  measured.collect();
  const before = valueOf(registry, 'process_open_fds');
  const opened = Array.from({ length: 20 }, () => openSync('/dev/null', 'r'));
  measured.collect();
  assert.ok(valueOf(registry, 'process_open_fds') >= before + 15);
  for (const descriptor of opened) closeSync(descriptor);
  assert.ok(valueOf(registry, 'process_max_fds') > before);
});

test('a blocked event loop shows as delay', async () => {
  const registry = new MetricsRegistry();
  using measured = new ProcessMetrics(registry, '1.2.3');
  await delay(50);
  measured.collect();
  burn(300);
  // The delay is noted with the next tick of the measurement, which is due.
  await nextTurn();
  await nextTurn();
  measured.collect();
  const delaySeconds = valueOf(registry, 'nodejs_event_loop_delay_seconds', { rank: 'p99.9' });
  assert.ok(delaySeconds > 0.2, `${delaySeconds} s of delay after 0.3 s of work`);
  assert.ok(valueOf(registry, 'nodejs_event_loop_utilization_ratio') > 0.5);
});

test('collections of garbage are observed', async () => {
  const registry = new MetricsRegistry();
  using _measured = new ProcessMetrics(registry, '1.2.3');
  const pauses = (): number =>
    (registry.snapshot().find(({ name }) => name === 'nodejs_gc_seconds')?.series ?? [])
      .map(({ value }) => (value as DistributionSnapshot).count)
      .reduce((sum, count) => sum + count, 0);
  for (let turn = 0; turn < 2000 && pauses() === 0; turn += 1) {
    Array.from({ length: 10_000 }, (_, at) => ({ at }));
    await nextTurn();
  }
  assert.ok(pauses() > 0);
});
