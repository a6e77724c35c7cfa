import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RouterDeadLetters } from '../../../src/messaging/routing/router-dead-letters.ts';
import { MAX_ROUTER_DEAD_LETTERS } from '../../../src/messaging/routing/routing-limits.ts';

test('the last ones are kept, and each gives the error of its reason', () => {
  const letters = new RouterDeadLetters();
  const letter = { destination: 'qf1peer', bytes: 5, diedAtMs: 7 } as const;
  const errors = [letters.bury({ ...letter, reason: 'no-route' }), letters.bury({ ...letter, reason: 'expired' })];
  assert.deepEqual(
    errors.map(({ code, details }) => [code, details]),
    [
      ['ROUTE_NONE', { peer: 'qf1peer' }],
      ['ROUTE_FAILED', { peer: 'qf1peer', reason: 'expired' }],
    ],
  );
  for (let more = 0; more < MAX_ROUTER_DEAD_LETTERS; more += 1)
    letters.bury({ ...letter, bytes: more, reason: 'loop' });
  assert.deepEqual(
    letters.list().map(({ bytes }) => bytes),
    Array.from({ length: MAX_ROUTER_DEAD_LETTERS }, (_, bytes) => bytes),
  );
});
