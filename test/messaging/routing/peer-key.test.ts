import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { formatPeerId } from '../../../src/handshake/index.ts';
import { peerIdOfKey, peerKeyBytes, peerKeyFrom, peerKeyOf } from '../../../src/messaging/routing/peer-key.ts';

test('a key is the PeerId in another form', () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 8);
  const peerId = formatPeerId(bytes);
  assert.equal(peerKeyOf(peerId), peerKeyFrom(bytes));
  assert.equal(peerIdOfKey(peerKeyFrom(bytes)), peerId);
  assert.deepEqual(peerKeyBytes(peerKeyOf(peerId)), bytes);
  assert.throws(
    () => peerKeyOf('qf1nobody'),
    (error) => isQForgeError(error, 'PEER_ID_INVALID'),
  );
});
