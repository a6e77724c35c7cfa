import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type SecurityEvent, silentMetrics } from '../../src/base/index.ts';
import { SecurityEvents } from '../../src/client/security-events.ts';

const eventOf = (severity: SecurityEvent['severity']): SecurityEvent => ({
  type: 'entropy-excluded',
  severity,
  atMs: 5,
  subject: '/dev/hwrng',
  problem: 'stuck',
});

test('security events are handed on, counted and logged by severity, and told to whoever listens', async () => {
  const seen: unknown[] = [];
  const logged: unknown[] = [];
  const counted: unknown[] = [];
  const told: unknown[] = [];
  const events = new SecurityEvents({
    logger: { log: (level, category, message, fields) => logged.push([level, category, message, fields?.['subject']]) },
    metrics: { count: (...call) => counted.push(call), gauge: () => undefined, observe: () => undefined },
    sink: { emit: (event) => seen.push(event) },
  });
  const stop = events.listen((event) => told.push(event));
  events.emit(eventOf('critical'));
  events.emit(eventOf('medium'));
  assert.deepEqual(seen, [eventOf('critical'), eventOf('medium')], 'before anything else, and at once');
  assert.deepEqual(told, []);
  await Promise.resolve();
  assert.deepEqual(told, seen);
  assert.deepEqual(logged, [
    ['error', 'security', 'entropy-excluded', '/dev/hwrng'],
    ['warn', 'security', 'entropy-excluded', '/dev/hwrng'],
  ]);
  assert.deepEqual(counted[0], ['qforge_security_events_total', 1, { type: 'entropy-excluded', severity: 'critical' }]);
  stop();
  events.emit(eventOf('info'));
  await Promise.resolve();
  assert.equal(told.length, 2);
});

test('a listener that throws or rejects is logged and counted, and the others hear', async () => {
  const logged: unknown[] = [];
  const counted: unknown[] = [];
  const events = new SecurityEvents({
    logger: { log: (_level, _category, message, fields) => logged.push([message, fields?.['reason']]) },
    metrics: { ...silentMetrics, count: (...call) => counted.push(call) },
  });
  const told: unknown[] = [];
  events.listen(() => {
    throw new TypeError('a defect');
  });
  events.listen(() => Promise.reject(new TypeError('a defect that comes later')));
  events.listen((event) => told.push(event));
  events.emit(eventOf('low'));
  await turn();
  assert.deepEqual(told, [eventOf('low')]);
  const sentence = 'a listener of the program failed';
  assert.deepEqual(logged.slice(1), [
    [sentence, 'a defect'],
    [sentence, 'a defect that comes later'],
  ]);
  const failure = ['qforge_listener_failures_total', 1, { listener: 'security-events' }];
  assert.deepEqual(counted.slice(1), [failure, failure]);
});

test('what was done is for the audit, whatever its severity', () => {
  const logged: unknown[] = [];
  const metrics = { count: () => undefined, gauge: () => undefined, observe: () => undefined };
  const events = new SecurityEvents({ logger: { log: (level, category) => logged.push([level, category]) }, metrics });
  events.emit({ type: 'entropy-readmitted', severity: 'info', atMs: 1, subject: 'system' });
  const detector = 'malformed frames';
  events.emit({
    type: 'reaction',
    severity: 'high',
    atMs: 1,
    subject: 'qf1',
    reaction: 'suspend',
    detector,
    done: true,
  });
  assert.deepEqual(logged, [
    ['info', 'audit'],
    ['error', 'audit'],
  ]);
});

test('without a sink they are still logged', () => {
  const logged: string[] = [];
  const metrics = { count: () => undefined, gauge: () => undefined, observe: () => undefined };
  new SecurityEvents({ logger: { log: (level) => logged.push(level) }, metrics }).emit(eventOf('low'));
  assert.deepEqual(logged, ['info']);
});
