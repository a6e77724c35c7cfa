import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cipherSuiteById } from '../../src/crypto/index.ts';
import { noiseHandshakeOf, suiteIdsOf, termsOf } from '../../src/handshake/handshake-party.ts';
import type { OpeningHeader } from '../../src/handshake/opening.ts';
import { Cast, partyOf, recertified } from './product-parties.ts';

const cast = new Cast();
const [alice, bob] = [cast.get('alice'), cast.get('bob')];
const header: OpeningHeader = { pattern: 'XXpsk4', suite: cipherSuiteById(0x0201) };

test('the terms of a party are its policy and its suites in order', () => {
  assert.deepEqual(suiteIdsOf([]), []);
  const party = partyOf(recertified(alice, { suiteIds: [0x0202, 0x0201] }), { policy: 'either' });
  assert.deepEqual(termsOf(party), { policy: 'either', suiteIds: [0x0202, 0x0201] });
});

test('two engines with the same header and responder fit together', () => {
  const initiator = noiseHandshakeOf(partyOf(alice), 'initiator', header, bob.peerId);
  const responder = noiseHandshakeOf(partyOf(bob), 'responder', header, bob.peerId);
  responder.readMessage(initiator.writeMessage());
  initiator.readMessage(responder.writeMessage());
  assert.deepEqual(initiator.remoteStatic?.dh?.bytes, bob.dh.publicKey.bytes);
  assert.deepEqual(initiator.remoteStatic.kem?.bytes, bob.kem.publicKey.bytes);
});

const differences: readonly (readonly [string, OpeningHeader, string])[] = [
  ['another responder', header, alice.peerId],
  ['another suite', { ...header, suite: cipherSuiteById(0x0202) }, bob.peerId],
];
for (const [what, otherHeader, responderPeerId] of differences) {
  test(`engines that were started for ${what} don’t fit together`, () => {
    const initiator = noiseHandshakeOf(partyOf(alice), 'initiator', header, bob.peerId);
    const responder = noiseHandshakeOf(partyOf(bob), 'responder', otherHeader, responderPeerId);
    assert.throws(() => {
      responder.readMessage(initiator.writeMessage());
      initiator.readMessage(responder.writeMessage());
    }, /The handshake with .* failed/u);
  });
}

test('errors name the responder on the initiator’s side, and nobody on the other', () => {
  const initiator = noiseHandshakeOf(partyOf(alice), 'initiator', header, bob.peerId);
  const responder = noiseHandshakeOf(partyOf(bob), 'responder', header, bob.peerId);
  initiator.writeMessage();
  assert.throws(() => initiator.readMessage(new Uint8Array(5)), { details: { peer: bob.peerId } });
  assert.throws(() => responder.readMessage(new Uint8Array(5)), { details: { peer: 'an unknown peer' } });
});
