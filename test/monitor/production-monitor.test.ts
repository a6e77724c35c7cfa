import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { Logger } from '../../src/base/index.ts';
import type { HealthReason } from '../../src/monitor/health-status.ts';
import { MetricsRegistry } from '../../src/monitor/metrics-registry.ts';
import { LOOK_EVERY_MS, ProductionMonitor } from '../../src/monitor/production-monitor.ts';
import { ManualClock } from '../client/manual-clock.ts';

interface Rig {
  readonly registry: MetricsRegistry;
  readonly clock: ManualClock;
  readonly log: string[];
  readonly checks: HealthReason[];
  readonly monitor: ProductionMonitor;
}

function rig(t: TestContext): Rig {
  const [registry, clock, log, checks] = [
    new MetricsRegistry(),
    new ManualClock(),
    [] as string[],
    [] as HealthReason[],
  ];
  const logger: Logger = {
    log: (level, _category, text, fields) => log.push(`${level} ${text} ${fields?.['health']}`),
  };
  // The processor of a test is as busy as it is: only what the tests set may count.
  const none = { degraded: 1e9, unhealthy: 1e9, critical: 1e9 };
  const limits = { processorRatio: none, eventLoopDelayMs: none, heapRatio: none, descriptorRatio: none };
  const monitor = new ProductionMonitor({ registry, clock, logger, version: '1.2.3', limits, checks: () => checks });
  t.after(() => monitor[Symbol.dispose]());
  return { registry, clock, log, checks, monitor };
}

test('production monitor creation: it measures at once, and is healthy', (t) => {
  const { monitor } = rig(t);
  const current = monitor.getCurrentMetrics();
  assert.ok(current.residentBytes > 10e6 && current.heapLimitBytes > current.heapUsedBytes);
  assert.deepEqual(monitor.getSystemHealth(), { status: 'healthy', reasons: [] });
  assert.equal(monitor.getHistory().length, 1);
});

test('looks every second', (t) => {
  const { monitor, clock, registry } = rig(t);
  registry.count('qforge_messages_total', 50, { direction: 'sent' });
  clock.advance(LOOK_EVERY_MS);
  assert.equal(monitor.getCurrentMetrics().messagesPerSecond, 50);
  clock.advance(LOOK_EVERY_MS);
  assert.equal(monitor.getCurrentMetrics().messagesPerSecond, 0);
  assert.equal(monitor.getHistory().length, 3);
});

test('a figure beyond its limit makes it unhealthy, says so once, and shows it as a metric', (t) => {
  const { monitor, clock, registry, log } = rig(t);
  registry.count('qforge_messages_acknowledged_total', 90);
  registry.count('qforge_messages_lost_total', 10);
  clock.advance(LOOK_EVERY_MS);
  assert.equal(monitor.getSystemHealth().status, 'unhealthy');
  clock.advance(LOOK_EVERY_MS);
  assert.deepEqual(log, ['warn health changed Unhealthy: 90.0 % of the messages are acknowledged (at least 95.0 %)']);
  const level = registry.snapshot().find(({ name }) => name === 'qforge_health_level');
  assert.equal(level?.series[0]?.value, 2);
});

test('checks that are handed in count too, without delay in both directions', (t) => {
  const { monitor, clock, checks, log } = rig(t);
  checks.push({ name: 'certificate', status: 'critical', detail: 'it has expired' });
  monitor.update();
  assert.equal(monitor.getSystemHealth().status, 'critical');
  checks.pop();
  clock.advance(LOOK_EVERY_MS);
  assert.equal(monitor.getSystemHealth().status, 'healthy');
  assert.deepEqual(log, ['warn health changed Critical: it has expired', 'info health changed Healthy']);
});

test('the system report holds everything, as plain data', (t) => {
  const { monitor, checks } = rig(t);
  checks.push({ name: 'listeners', status: 'degraded', detail: '1 of 2 listeners is open' });
  monitor.update();
  const report = monitor.generateSystemReport();
  assert.deepEqual(JSON.parse(JSON.stringify(report.health)), report.health);
  assert.equal(report.healthLine, 'Degraded: 1 of 2 listeners is open');
  assert.equal(report.performance.snapshots, 2);
  assert.equal(report.current, monitor.getCurrentMetrics());
});

test('stops with its disposal', (t) => {
  const { monitor, clock } = rig(t);
  monitor[Symbol.dispose]();
  clock.advance(10 * LOOK_EVERY_MS);
  assert.equal(monitor.getHistory().length, 1);
});
