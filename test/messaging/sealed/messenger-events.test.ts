import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { MessengerEvent } from '../../../src/messaging/index.ts';
import { MessagingPeer } from '../peer-rig.ts';
import { bytesOf, type MessengerPeer, MessengerRig } from './messenger-rig.ts';
import { RoutedPair, type RoutedPeer } from './routed-pair.ts';

/** What is told, without its time; a listener that throws listens, too. */
function heardOf({ messenger }: MessengerPeer | RoutedPeer): object[] {
  const heard: object[] = [];
  messenger.onEvent(() => {
    throw new RangeError('a listener');
  });
  messenger.onEvent((event: MessengerEvent) => {
    const { atMs, ...rest } = event;
    assert.ok(atMs > 0);
    heard.push(rest);
  });
  return heard;
}

test('events tell of each recipient, of what comes, and of what cannot be taken', async () => {
  const rig = await MessengerRig.make();
  const [alice, bob, mallory] = [await rig.newPeer(), await rig.newPeer(), await rig.newPeer()];
  const stranger = await MessagingPeer.make();
  rig.unwelcome.add(mallory.peerId);
  const [ofAlice, ofBob] = [heardOf(alice), heardOf(bob)];
  const sent = await alice.messenger.send([bob.peerId, stranger.peerId], bytesOf('x'));
  await mallory.messenger.send(bob.peerId, bytesOf('y'));
  const [message] = await rig.received(bob, 1);
  await message?.acknowledge();
  await turn();
  assert.deepEqual(ofAlice, [
    { type: 'message-failed', id: undefined, recipient: stranger.peerId, code: 'PREKEY_MISSING' },
    { type: 'message-stored', id: sent.id, recipient: bob.peerId, expiresAtMs: sent.expiresAtMs },
  ]);
  const facts = { id: sent.id, sender: alice.peerId };
  assert.deepEqual(ofBob.slice(0, 1), [{ type: 'message-received', ...facts }]);
  assert.deepEqual(ofBob.at(-1), { type: 'message-acknowledged', ...facts });
  assert.deepEqual(ofBob.slice(1, -1), [{ type: 'message-refused', reason: 'sender-unwelcome' }]);
});

test('events tell of a delivery along a route when the receipt is there, and of a failure with its code', async () => {
  const pair = await RoutedPair.make();
  const { alice, bob } = pair;
  const [ofAlice, ofBob] = [heardOf(alice), heardOf(bob)];
  const recipient = bob.peer.peerId;
  const sending = alice.messenger.send(recipient, bytesOf('x'));
  const reader = bob.messenger[Symbol.asyncIterator]();
  const reading = reader.next();
  await pair.until(() => ofBob.length > 0);
  const id = (await reading).value?.id;
  assert.deepEqual(ofAlice, [], 'not before it is acknowledged');
  await (await reading).value?.acknowledge();
  await pair.until(() => ofAlice.length > 0);
  assert.equal((await sending).id, id);
  assert.deepEqual(ofAlice, [{ type: 'message-delivered', id, recipient }]);
  const facts = { id, sender: alice.peer.peerId };
  assert.deepEqual(ofBob, [
    { type: 'message-received', ...facts },
    { type: 'message-acknowledged', ...facts },
  ]);
  pair.bobTakes = () => new Promise(() => undefined);
  const failing = assert.rejects(alice.messenger.send(recipient, bytesOf('y'), { ttlMs: 100 }));
  await pair.until(() => ofAlice.length > 1);
  await failing;
  assert.deepEqual(ofAlice.slice(1), [{ type: 'message-failed', id: undefined, recipient, code: 'ROUTE_FAILED' }]);
});
