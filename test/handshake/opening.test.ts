import assert from 'node:assert/strict';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { concatBytes, isQForgeError, utf8 } from '../../src/base/index.ts';
import { type CipherSuite, cipherSuiteById, cipherSuites, nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { decodeOpening, encodeOpening, handshakePrologue, WIRE_VERSION } from '../../src/handshake/opening.ts';
import { formatPeerId, parsePeerId } from '../../src/handshake/peer-id.ts';

const seed = Number(process.env['SEED'] ?? 20_261_205);
const peerId = formatPeerId(Uint8Array.from({ length: 32 }, (_, index) => 255 - index));
const otherPeerId = formatPeerId(Uint8Array.from({ length: 32 }, (_, index) => 255 - index).fill(0, 31));
const noiseMessage = Uint8Array.from(randomBytes(1232));
const suite = cipherSuiteById(0x0201);
const opening = encodeOpening({ pattern: 'XXpsk4', suite, noiseMessage }, peerId, nativeBackend);

/** The MAC written out with node:crypto: spec/handshake §4.1. */
function slowMac(covered: Uint8Array, responderPeerId: string): Uint8Array {
  const key = createHash('sha256').update('qforge opening mac v1').update(parsePeerId(responderPeerId)).digest();
  return createHmac('sha256', key).update(covered).digest().subarray(0, 16);
}

function withMac(covered: Uint8Array, responderPeerId = peerId): Uint8Array {
  return concatBytes(covered, slowMac(covered, responderPeerId));
}

function assertRefused(unverified: Uint8Array, ownPeerId = peerId, what = 'it'): void {
  assert.throws(
    () => decodeOpening(unverified, ownPeerId, nativeBackend),
    (error) => isQForgeError(error, 'HANDSHAKE_FAILED') && error.details.peer === 'an unknown peer',
    what,
  );
}

describe('an opening', () => {
  test('has the layout and the MAC of the specification', () => {
    const covered = concatBytes(Uint8Array.of(0x51, 0x46, 2, 1, 0x02, 0x01), noiseMessage);
    assert.deepEqual(opening, withMac(covered));
    const ik = encodeOpening(
      { pattern: 'IKpsk2', suite: cipherSuiteById(0x0301), noiseMessage },
      peerId,
      nativeBackend,
    );
    assert.deepEqual(ik, withMac(concatBytes(Uint8Array.of(0x51, 0x46, 2, 2, 0x03, 0x01), noiseMessage)));
    assert.equal(WIRE_VERSION, 2);
  });

  test('comes back, in every suite and pattern and with either backend', () => {
    for (const pattern of ['XXpsk4', 'IKpsk2'] as const) {
      for (const each of cipherSuites) {
        const value = { pattern, suite: each, noiseMessage };
        assert.deepEqual(decodeOpening(encodeOpening(value, peerId, portableBackend), peerId, nativeBackend), value);
        assert.deepEqual(decodeOpening(encodeOpening(value, peerId, nativeBackend), peerId, portableBackend), value);
      }
    }
  });

  test('carries a cookie under a mark on its pattern, and the cookie is in the prologue', () => {
    const cookie = Uint8Array.from(randomBytes(16));
    for (const [pattern, number] of [
      ['XXpsk4', 0x81],
      ['IKpsk2', 0x82],
    ] as const) {
      const value = { pattern, suite, cookie, noiseMessage };
      const packet = encodeOpening(value, peerId, nativeBackend);
      const covered = concatBytes(Uint8Array.of(0x51, 0x46, 2, number, 0x02, 0x01), cookie, noiseMessage);
      assert.deepEqual(packet, withMac(covered));
      assert.deepEqual(decodeOpening(packet, peerId, portableBackend), value);
      const start = concatBytes(utf8('qforge handshake v1'), Uint8Array.of(2, number, 2, 1), parsePeerId(peerId));
      assert.deepEqual(handshakePrologue(value, peerId), concatBytes(start, cookie));
    }
    for (let length = 6; length < 22; length += 1) {
      assertRefused(withMac(concatBytes(Uint8Array.of(0x51, 0x46, 2, 0x81, 0x02, 0x01), cookie).subarray(0, length)));
    }
  });

  test('is for the one who has the PeerId it was made for', () => assertRefused(opening, otherPeerId));

  test('is refused with any bit changed', () => {
    for (let bit = 0; bit < opening.length * 8; bit += 1) {
      const changed = opening.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assertRefused(changed, peerId, `bit ${bit}`);
    }
  });

  test('is refused at every shorter length and with bytes behind it', () => {
    for (const length of opening.keys()) assertRefused(opening.slice(0, length), peerId, `length ${length}`);
    for (const extra of [1, 16, 1000]) assertRefused(concatBytes(opening, new Uint8Array(extra)));
  });

  test('is refused with another magic, version, pattern or suite even if the MAC is right', () => {
    const covered = concatBytes(Uint8Array.of(0x51, 0x46, 2, 1, 0x02, 0x01), noiseMessage);
    decodeOpening(withMac(covered), peerId, nativeBackend);
    const changes: readonly (readonly [number, number])[] = [
      ...([0x50, 0x71, 0] as const).map((value) => [0, value] as const),
      ...([0x47, 0x66] as const).map((value) => [1, value] as const),
      ...([0, 1, 3, 255] as const).map((value) => [2, value] as const),
      ...([0, 3, 0x40, 0x80, 0x83, 255] as const).map((value) => [3, value] as const),
      ...([0, 4, 255] as const).map((value) => [4, value] as const),
      ...([0, 3, 255] as const).map((value) => [5, value] as const),
    ];
    for (const [position, value] of changes)
      assertRefused(withMac(covered.with(position, value)), peerId, `${position}`);
    for (let length = 0; length < 6; length += 1) assertRefused(withMac(covered.slice(0, length)));
  });

  test(`is nothing else that comes along (seed ${seed})`, () => {
    const anything = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(anything, (bytes) => assertRefused(bytes)),
      { seed, numRuns: 500 },
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        try {
          decodeOpening(withMac(bytes), peerId, nativeBackend);
          assert.deepEqual(bytes.slice(0, 3), Uint8Array.of(0x51, 0x46, 2));
        } catch (error) {
          assert.ok(isQForgeError(error, 'HANDSHAKE_FAILED'), String(error));
        }
      }),
      { seed, numRuns: 500 },
    );
  });
});

test('the prologue says what is run, with whom', () => {
  const expected = (pattern: number, suiteId: readonly number[]): Uint8Array =>
    concatBytes(utf8('qforge handshake v1'), Uint8Array.of(2, pattern, ...suiteId), parsePeerId(peerId));
  assert.deepEqual(handshakePrologue({ pattern: 'XXpsk4', suite }, peerId), expected(1, [2, 1]));
  const maximum: CipherSuite = cipherSuiteById(0x0301);
  assert.deepEqual(handshakePrologue({ pattern: 'IKpsk2', suite: maximum }, peerId), expected(2, [3, 1]));
});
