import assert from 'node:assert/strict';
import test from 'node:test';
import { type HealthReason, healthLine, systemHealth, worseStatus } from '../../src/monitor/health-status.ts';

const part = (name: string, status: HealthReason['status']): HealthReason => ({
  name,
  status,
  detail: `${name} is bad`,
});

test('the worst part decides, and reasons come worst first', () => {
  const health = systemHealth([
    part('a', 'degraded'),
    part('b', 'healthy'),
    part('c', 'critical'),
    part('d', 'degraded'),
  ]);
  assert.equal(health.status, 'critical');
  assert.deepEqual(
    health.reasons.map(({ name }) => name),
    ['c', 'a', 'd'],
  );
});

test('health status display: one line, the worst reason first', () => {
  assert.equal(healthLine(systemHealth([part('a', 'healthy')])), 'Healthy');
  assert.equal(healthLine(systemHealth([])), 'Healthy');
  assert.equal(healthLine(systemHealth([part('a', 'degraded')])), 'Degraded: a is bad');
  const three = [part('a', 'degraded'), part('b', 'unhealthy'), part('c', 'degraded')];
  assert.equal(healthLine(systemHealth(three)), 'Unhealthy: b is bad, and 2 more');
});

test('the worse of two', () => {
  assert.equal(worseStatus('healthy', 'degraded'), 'degraded');
  assert.equal(worseStatus('critical', 'unhealthy'), 'critical');
});
