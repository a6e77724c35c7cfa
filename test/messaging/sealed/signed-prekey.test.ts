import assert from 'node:assert/strict';
import test from 'node:test';
import { isQForgeError } from '../../../src/base/index.ts';
import { nativeBackend } from '../../../src/crypto/index.ts';
import {
  CLOCK_SKEW_MS,
  PREKEY_LIFETIME_MS,
  type Prekey,
  signPrekey,
  verifyPrekey,
} from '../../../src/messaging/sealed/signed-prekey.ts';
import { flipped } from '../../crypto/damage.ts';
import { MessagingPeer, NOW_MS } from '../peer-rig.ts';
import { specText } from '../spec-text.ts';

const bob = await MessagingPeer.make();
const mallory = await MessagingPeer.make();
const [prekey] = await bob.vault.makePrekeys('one-time', 1, NOW_MS);
assert.ok(prekey);
const signed = signPrekey(prekey, bob.author);

function refusal(unverified: Uint8Array, wallMs = NOW_MS, owner = bob.peerId): string {
  try {
    verifyPrekey(unverified, owner, wallMs, nativeBackend);
    return 'taken';
  } catch (error) {
    assert.ok(isQForgeError(error), String(error));
    return isQForgeError(error, 'PREKEY_INVALID') ? error.details.reason : error.code;
  }
}

test('a prekey says to whoever fetches it what its owner has signed', () => {
  assert.deepEqual(verifyPrekey(signed, bob.peerId, NOW_MS, nativeBackend), prekey);
  assert.ok(specText('sealed-messages').includes(`valid for ${PREKEY_LIFETIME_MS / 86_400_000} days`));
});

test('a prekey of somebody else is refused, whoever signs it', () => {
  assert.equal(refusal(signPrekey(prekey, mallory.author)), 'somebody else has signed it');
  assert.equal(refusal(signed, NOW_MS, mallory.peerId), 'somebody else has signed it');
});

test('a prekey holds for its time', () => {
  const { notAfterMs } = prekey;
  assert.equal(refusal(signed, notAfterMs), 'taken');
  assert.equal(refusal(signed, notAfterMs + 1), 'it is not valid any more');
  assert.equal(refusal(signed, NOW_MS - CLOCK_SKEW_MS), 'taken');
  assert.equal(refusal(signed, NOW_MS - CLOCK_SKEW_MS - 1), 'it is valid for too long');
});

test('a prekey that is changed in any byte, cut or extended is refused', () => {
  for (let at = 0; at < signed.length; at += 1) {
    assert.notEqual(refusal(flipped(signed, at)), 'taken', `byte ${at}`);
  }
  for (const length of [0, 1, 100, 1244, signed.length - 1]) {
    assert.equal(refusal(signed.subarray(0, length)), 'it is malformed');
  }
  assert.equal(refusal(Uint8Array.of(...signed, 0)), 'it is malformed');
});

test('an unknown suite is refused by its own name', () => {
  const other: Prekey = { ...prekey, suite: { ...prekey.suite, id: 9 } };
  assert.equal(refusal(signPrekey(other, bob.author)), 'SEALED_SUITE_UNKNOWN');
});
