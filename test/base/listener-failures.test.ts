import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { ListenerFailures, QForgeError, silentMetrics } from '../../src/base/index.ts';

test('what a listener throws, or its promise rejects with, is logged with its code and counted by what it listens to', async () => {
  const logged: unknown[] = [];
  const counted: unknown[] = [];
  const failures = new ListenerFailures(
    { log: (...call) => logged.push(call) },
    { ...silentMetrics, count: (...call) => counted.push(call) },
  );
  const sentence = 'a listener of the program failed';
  failures.watch('channel-events', () => {
    throw new TypeError('a defect');
  });
  assert.deepEqual(logged, [['error', 'error', sentence, { listener: 'channel-events', reason: 'a defect' }]]);
  const error = new QForgeError('PEER_UNKNOWN', { peer: 'bob' });
  failures.watch('messages', () => Promise.reject(error));
  failures.watchPromise('messages', 'no promise');
  failures.watch('messages', () => Promise.resolve());
  await turn();
  const { message: reason, code } = error;
  assert.deepEqual(logged.slice(1), [['error', 'error', sentence, { listener: 'messages', reason, code }]]);
  assert.deepEqual(counted, [
    ['qforge_listener_failures_total', 1, { listener: 'channel-events' }],
    ['qforge_listener_failures_total', 1, { listener: 'messages' }],
  ]);
});
