import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { MAX_SUSPENDED_PEERS, SuspendedPeers } from '../../src/network/suspended-peers.ts';
import { ManualClock } from '../client/manual-clock.ts';

test('a peer is unwelcome for as long as was said, and no more are than the limit', () => {
  const clock = new ManualClock();
  const suspended = new SuspendedPeers(clock);
  const refused = (error: unknown): boolean =>
    isQForgeError(error, 'PEER_SUSPENDED') && error.details.peer === 'qf1bad';
  suspended.add('qf1bad', 1000);
  assert.throws(() => suspended.requireWelcome('qf1bad'), refused);
  suspended.requireWelcome('qf1good');
  clock.advance(999);
  assert.throws(() => suspended.requireWelcome('qf1bad'), refused);
  clock.advance(1);
  suspended.requireWelcome('qf1bad');
  suspended.add('qf1bad', 1000);
  for (let index = 0; index < MAX_SUSPENDED_PEERS; index += 1) suspended.add(`qf1 ${index}`, 1000);
  suspended.requireWelcome('qf1bad');
});
