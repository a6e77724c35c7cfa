import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_PEERS, PeerList } from '../../src/client/peer-list.ts';
import { samplePeerId, sampleRecord } from './peer-samples.ts';

const [alice, bob] = [sampleRecord('alice'), sampleRecord('Bob', { trusted: false })];

test('peers are found by name, whatever its case, and by PeerId', () => {
  const peers = new PeerList([alice, bob]);
  for (const key of ['bob', 'Bob', 'BOB', bob.peerId]) assert.equal(peers.find(key), bob, key);
  for (const key of ['', 'bo', bob.peerId.toUpperCase(), '__proto__', 'constructor', 'toString']) {
    assert.equal(peers.find(key), undefined, key);
  }
});

test('names and PeerIds are unique', () => {
  const peers = new PeerList([alice, bob]);
  assert.throws(() => peers.with(sampleRecord('bOB', { peerId: samplePeerId('x') })), { code: 'PEER_EXISTS' });
  assert.throws(() => peers.with(sampleRecord('robert', { peerId: bob.peerId })), { code: 'PEER_EXISTS' });
  assert.throws(() => new PeerList([alice, bob, alice]), { code: 'PEER_EXISTS' });
});

test('changes make new lists and leave the old one as it was', () => {
  const before = new PeerList([alice]);
  const after = before.with(bob).withTrust('bob', true).without('alice');
  assert.deepEqual(before.records, [alice]);
  assert.deepEqual(after.records, [{ ...bob, trusted: true }]);
  assert.equal(after.find('bob')?.trusted, true);
  assert.equal(after.find('alice'), undefined);
});

test('saying that a peer is trusted ends its state of first use', () => {
  const met = sampleRecord('met', { firstUse: true });
  for (const trusted of [true, false]) {
    assert.deepEqual(new PeerList([met]).withTrust('met', trusted).records, [{ ...met, trusted, firstUse: false }]);
  }
});

test('what is not there cannot be changed', () => {
  const peers = new PeerList([alice]);
  assert.throws(() => peers.withTrust('bob', true), { code: 'PEER_UNKNOWN' });
  assert.throws(() => peers.without(bob.peerId), { code: 'PEER_UNKNOWN' });
});

test('a list has an end', () => {
  const full = new PeerList(Array.from({ length: MAX_PEERS }, (_, index) => sampleRecord(`peer-${index}`)));
  assert.throws(() => full.with(alice), { code: 'ARGUMENT_INVALID', message: /10000/u });
  assert.equal(full.without('peer-7').with(alice).records.length, MAX_PEERS);
});
