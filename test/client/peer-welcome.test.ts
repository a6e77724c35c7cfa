import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authorizePeer, isTrustedPeer } from '../../src/client/peer-welcome.ts';
import { TrustStore } from '../../src/client/trust-store.ts';
import { samplePeerId } from './peer-samples.ts';

const bob = samplePeerId('bob');

test('a peer is welcome when it is in the list and trusted', async () => {
  const store = TrustStore.inMemory();
  await assert.rejects(authorizePeer(bob, store, false), { code: 'PEER_UNKNOWN' });
  await store.add({ name: 'bob', peerId: bob });
  await assert.rejects(authorizePeer(bob, store, true), { code: 'PEER_NOT_TRUSTED' }, 'it was seen before');
  assert.equal(await isTrustedPeer(bob, store), false);
  await store.trust('bob');
  await authorizePeer(bob, store, false);
  assert.equal(await isTrustedPeer(bob, store), true);
});

test('on first use, where that is allowed, it is remembered as one that nobody has checked', async () => {
  const store = TrustStore.inMemory();
  await authorizePeer(bob, store, true);
  const [record] = store.list();
  assert.deepEqual([record?.peerId, record?.trusted, record?.firstUse], [bob, true, true]);
  assert.ok(bob.startsWith(record?.name ?? '?'), 'its name is the beginning of its PeerId');
});
