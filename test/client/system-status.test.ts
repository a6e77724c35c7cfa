import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemClock } from '../../src/base/index.ts';
import { levelOf, peerStatus } from '../../src/client/system-status.ts';
import { cipherSuites, cipherSuitesOfLevel } from '../../src/crypto/index.ts';
import { bob, channelPair } from '../network/channel-pair.ts';

it('describes a channel from its own counters', async () => {
  const { initiator, responder } = await channelPair();
  responder.onMessage(() => undefined);
  await initiator.send(new Uint8Array(500));
  const line = peerStatus(initiator, 'bob', systemClock.monotonicMs());
  assert.equal(line.peerId, bob.peerId);
  assert.equal(line.direction, 'outgoing');
  assert.equal(line.messagesOut, 1);
  assert.ok(line.txBytes > 500);
  assert.ok(line.lastActivityMs >= 0);
  assert.equal(line.quantumKeys, 'none');
  assert.deepEqual([line.state, line.reconnects, line.rekeys, line.messagesUnacknowledged], ['open', 0, 0, 0]);
  assert.ok(line.ageMs >= 0);
  assert.equal(peerStatus(responder, undefined, systemClock.monotonicMs()).direction, 'incoming');
  assert.equal(peerStatus(responder, undefined, systemClock.monotonicMs()).messagesIn, 1);
  await initiator.close();
});

it('takes the level from the preferred suite', () => {
  assert.equal(levelOf(cipherSuitesOfLevel('maximum')), 'maximum');
  assert.equal(levelOf(cipherSuites), 'high');
});
