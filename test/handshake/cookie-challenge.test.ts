import assert from 'node:assert/strict';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { concatBytes } from '../../src/base/index.ts';
import { nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { CHALLENGE_BYTES, decodeChallenge, encodeChallenge } from '../../src/handshake/cookie-challenge.ts';
import { formatPeerId, parsePeerId } from '../../src/handshake/peer-id.ts';

const peerId = formatPeerId(Uint8Array.from({ length: 32 }, (_, index) => index));
const otherPeerId = formatPeerId(new Uint8Array(32));
const opening = Uint8Array.from(randomBytes(1254));
const cookie = Uint8Array.from(randomBytes(16));
const challenge = encodeChallenge(cookie, opening, peerId, nativeBackend);
const failed = { code: 'HANDSHAKE_FAILED' };

/** spec/handshake §4.5 with node:crypto. */
function slowChallenge(): Uint8Array {
  const covered = concatBytes(Uint8Array.of(0x51, 0x46, 2, 0x40), cookie);
  const key = createHash('sha256').update('qforge cookie mac v1').update(parsePeerId(peerId)).digest();
  const mac = createHmac('sha256', key).update(covered).update(opening.subarray(-16)).digest();
  return concatBytes(covered, mac.subarray(0, 16));
}

describe('a challenge', () => {
  test('has the layout and the MAC of the specification, with either backend', () => {
    assert.deepEqual(challenge, slowChallenge());
    assert.deepEqual(encodeChallenge(cookie, opening, peerId, portableBackend), challenge);
  });

  test('is far shorter than any opening, so that nothing is amplified', () => {
    assert.equal(CHALLENGE_BYTES, 36);
    assert.equal(challenge.length, CHALLENGE_BYTES);
    // The smallest opening: X25519 and ML-KEM-512 keys with the header and the MAC.
    assert.ok(CHALLENGE_BYTES < (6 + 32 + 800 + 16) / 20);
  });

  test('gives the cookie to whoever sent the opening', () => {
    assert.deepEqual(decodeChallenge(challenge, opening, peerId, nativeBackend), cookie);
    assert.deepEqual(decodeChallenge(challenge, opening, peerId, portableBackend), cookie);
  });

  test('is told from every other answer by its length', () => {
    for (const length of [0, 35, 37, 2400]) {
      assert.equal(decodeChallenge(new Uint8Array(length), opening, peerId, nativeBackend), undefined);
    }
  });

  test('with any bit changed is refused', () => {
    for (let bit = 0; bit < 8 * CHALLENGE_BYTES; bit++) {
      const forged = challenge.slice();
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.throws(() => decodeChallenge(forged, opening, peerId, nativeBackend), failed, `bit ${bit}`);
    }
  });

  test('for another opening, or of another responder, is refused', () => {
    const other = opening.slice();
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
    assert.throws(() => decodeChallenge(challenge, other, peerId, nativeBackend), failed);
    assert.throws(() => decodeChallenge(challenge, opening, otherPeerId, nativeBackend), failed);
  });
});
