import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { NetworkDefence } from '../../src/network/network-defence.ts';
import { SuspendedPeers } from '../../src/network/suspended-peers.ts';
import { ManualClock } from '../client/manual-clock.ts';
import { channelPair } from './channel-pair.ts';

test('the gate is told, and a suspended peer loses its channels and gets no other for a while', async () => {
  const clock = new ManualClock();
  const told: string[] = [];
  const { initiator } = await channelPair();
  const suspended = new SuspendedPeers(clock);
  const gate = {
    throttle: (source: string, forMs: number) => void told.push(`throttle ${source} ${forMs}`),
    guard: (on: boolean) => void told.push(`guard ${on}`),
  };
  const defence = new NetworkDefence(gate, suspended, {
    to: (peerId) => (peerId === initiator.peerId ? [initiator] : []),
  });
  defence.throttle('192.0.2.1', 5);
  defence.guard(true);
  assert.deepEqual(told, ['throttle 192.0.2.1 5', 'guard true']);
  assert.equal(defence.suspend('qf1nobody', 1000), 0);
  assert.equal(defence.suspend(initiator.peerId, 1000), 1);
  assert.equal((await initiator.closed)?.code, 'PEER_SUSPENDED');
  assert.equal(defence.suspend(initiator.peerId, 1000), 0, 'it is closed already');
  assert.throws(
    () => suspended.requireWelcome(initiator.peerId),
    (error) => isQForgeError(error, 'PEER_SUSPENDED'),
  );
  clock.advance(1000);
  suspended.requireWelcome(initiator.peerId);
});
