import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SecurityEvent, silentLogger, silentMetrics } from '../../src/base/index.ts';
import { linkWatch } from '../../src/client/link-watch.ts';
import { ManualClock } from './manual-clock.ts';

test('an eavesdropper on a quantum link is told of, and a quiet link is not', () => {
  const events: SecurityEvent[] = [];
  const logged: unknown[] = [];
  const logger = { ...silentLogger, log: (...entry: readonly unknown[]) => void logged.push(entry) };
  const sink = { emit: (event: SecurityEvent) => events.push(event) };
  const watch = linkWatch({ clock: new ManualClock(), logger, metrics: silentMetrics, sink });
  for (let block = 0; block < 50; block += 1) watch({ type: 'qber', link: 'kme-b', errorRatio: 0.02, bits: 1000 });
  assert.equal(events.length, 0);
  watch({ type: 'qber', link: 'kme-b', errorRatio: 0.25, bits: 1000 });
  const [found] = events;
  assert.ok(found?.type === 'threat-detected' && found.detector === 'error rate of a quantum link');
  assert.equal(found.subject, 'kme-b');
  assert.ok(logged.length > 0);
  assert.deepEqual(
    events.map(({ type }) => type),
    ['threat-detected', 'threat-level'],
    'a key manager does nothing by itself',
  );
});

test('blocks that are given up one after the other are a threat too', () => {
  const events: SecurityEvent[] = [];
  const sink = { emit: (event: SecurityEvent) => events.push(event) };
  const watch = linkWatch({ clock: new ManualClock(), logger: silentLogger, metrics: silentMetrics, sink });
  for (let block = 0; block < 5; block += 1) watch({ type: 'qkd-aborted', link: 'kme-b' });
  assert.ok(events.some((event) => event.type === 'threat-detected' && event.detector === 'aborted quantum blocks'));
});
