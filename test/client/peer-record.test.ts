import assert from 'node:assert/strict';
import test from 'node:test';
import { isPeerName, peerRecordOf } from '../../src/client/peer-record.ts';
import { samplePeerId } from './peer-samples.ts';

const peerId = samplePeerId('bob');

test('names have the characters of the rule', () => {
  for (const name of ['bob', 'B', '7', 'db-1.example_x', 'x'.repeat(64), 'constructor', 'qf1abcdefghi']) {
    assert.equal(isPeerName(name), true, name);
  }
  const bad = ['', '.bob', '-bob', '_bob', 'bob smith', 'bób', 'bob\n', 'a/b', '__proto__', 'x'.repeat(65), 'bob\0'];
  for (const name of bad) assert.equal(isPeerName(name), false, JSON.stringify(name));
});

test('no peer can be named like the PeerId of another', () => {
  assert.equal(peerId.length <= 64, true);
  assert.equal(isPeerName(peerId), false);
});

test('a new peer is not trusted unless that is said', () => {
  assert.deepEqual(peerRecordOf({ name: 'bob', peerId }, 5), {
    name: 'bob',
    peerId,
    trusted: false,
    firstUse: false,
    addedAtMs: 5,
  });
  const full = { name: 'bob', peerId, address: 'tcp://[::1]:7700', trusted: true, firstUse: true };
  assert.deepEqual(peerRecordOf(full, 6), { ...full, addedAtMs: 6 });
});

test('bad names, PeerIds and addresses are refused', () => {
  assert.throws(() => peerRecordOf({ name: 'b b', peerId }, 0), { code: 'ARGUMENT_INVALID' });
  const flipped = `${peerId.slice(0, -1)}${peerId.endsWith('q') ? 'p' : 'q'}`;
  for (const wrong of ['', 'qf1', flipped, peerId.toUpperCase(), `${peerId} `, peerId.slice(0, -1)]) {
    assert.throws(() => peerRecordOf({ name: 'bob', peerId: wrong }, 0), { code: 'PEER_ID_INVALID' }, wrong);
  }
  for (const address of ['', 'bob:7700', 'tcp://bob', 'http://bob:80', 'tcp://user@bob:80']) {
    assert.throws(() => peerRecordOf({ name: 'bob', peerId, address }, 0), { code: 'ADDRESS_INVALID' }, address);
  }
});
