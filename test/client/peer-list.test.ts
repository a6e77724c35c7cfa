import assert from 'node:assert/strict';
import test from 'node:test';
import { MAX_PEERS, PeerList } from '../../src/client/peer-list.ts';
import { MAX_TUNNEL_RULES } from '../../src/client/peer-record.ts';
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

test('rules for tunnels are added once, taken away, and kept with the peer', () => {
  const once = new PeerList([alice]).withRule('alice', 'connect', 'db:5432').withRule('alice', 'connect', 'db:5432');
  assert.deepEqual(once.find('alice')?.tunnel, { connect: ['db:5432'], bind: [] });
  const both = once.withRule('alice', 'bind', '*:80').withTrust('alice', true);
  assert.deepEqual(both.find('alice')?.tunnel, { connect: ['db:5432'], bind: ['*:80'] });
  const less = both.withoutRule('alice', 'connect', 'db:5432');
  assert.deepEqual(less.find('alice')?.tunnel, { connect: [], bind: ['*:80'] });
  assert.throws(() => less.withoutRule('alice', 'connect', 'db:5432'), { code: 'ARGUMENT_INVALID' });
  assert.throws(() => less.withRule('nobody', 'connect', 'db:5432'), { code: 'PEER_UNKNOWN' });
});

test('a peer has so many rules and no more', () => {
  let peers = new PeerList([alice]);
  for (let port = 1; port <= MAX_TUNNEL_RULES; port += 1) peers = peers.withRule('alice', 'bind', `127.0.0.1:${port}`);
  assert.throws(() => peers.withRule('alice', 'bind', '127.0.0.1:999'), { code: 'ARGUMENT_INVALID' });
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
