import assert from 'node:assert/strict';
import { concatBytes, utf8 } from '../../../src/base/index.ts';
import { cipherSuites, nativeBackend } from '../../../src/crypto/index.ts';
import { decodeChallenge, encodeChallenge } from '../../../src/handshake/cookie-challenge.ts';
import {
  decodeConfirmation,
  decodeIntroduction,
  encodeConfirmation,
  encodeIntroduction,
} from '../../../src/handshake/handshake-payload.ts';
import { parsePeerId } from '../../../src/handshake/peer-id.ts';
import {
  decodeRekeyAnswer,
  decodeRekeyOffer,
  encodeRekeyAnswer,
  encodeRekeyOffer,
} from '../../../src/handshake/rekey-payload.ts';
import { HandshakePacketBuffer } from '../../../src/network/handshake-packet-buffer.ts';
import { handshakeStages, stageCast } from '../../handshake/handshake-stages.ts';
import { answerOpening, partyOf } from '../../handshake/product-parties.ts';
import type { Chances } from '../../simulation/chances.ts';
import { decoder, type FuzzTarget } from '../fuzz-target.ts';

const { bob } = stageCast;
const [suite] = cipherSuites;
assert.ok(suite !== undefined);
const dhBytes = nativeBackend.diffieHellman(suite.dh).keyBytes;
const { publicKeyBytes, ciphertextBytes } = nativeBackend.kem(suite.kem);
const MAC_BYTES = 16;
const openings = handshakeStages.filter(({ name }) => name.startsWith('packet 1')).map(({ make }) => make().packet);
const stages = handshakeStages.filter(({ name }) => !name.startsWith('packet 1')).map(({ make }) => make());

/** The opening with its MAC made right again, as somebody who knows the PeerId can; a stranger's is refused by the MAC alone. */
function withRightMac(unverified: Uint8Array): Uint8Array {
  const covered = unverified.subarray(0, Math.max(0, unverified.length - MAC_BYTES));
  // spec/handshake §4.1
  const sha256 = nativeBackend.hash('SHA-256');
  const key = sha256.digest(utf8('qforge opening mac v1'), parsePeerId(bob.peerId));
  return concatBytes(covered, sha256.hmac(key, covered).subarray(0, MAC_BYTES));
}

const names = (chances: Chances, count: number): { source: string; keyId: string }[] =>
  Array.from({ length: count }, (_, index) => ({ source: chances.pick(['qkd', 'é', '']), keyId: `key ${index}` }));
const terms = (chances: Chances): { policy: 'either' | 'require-both'; suiteIds: number[] } => ({
  policy: chances.pick(['either', 'require-both']),
  suiteIds: Array.from({ length: chances.between(1, 16) }, () => chances.below(65_536)),
});

/** The packets and payloads of handshakes. */
export const handshakeTargets: readonly FuzzTarget[] = [
  decoder(
    'introduction',
    (chances) => {
      const endpoint = chances.pick(['', 'SAE-1', 'ü'.repeat(100)]);
      const certificate = chances.bytes(chances.below(200));
      const word = chances.bytes(chances.below(256));
      return encodeIntroduction({
        ...terms(chances),
        endpoint,
        certificate,
        keys: names(chances, chances.below(5)),
        word,
      });
    },
    decodeIntroduction,
    (decoded, unverified) => assert.deepEqual(encodeIntroduction(decoded), unverified),
  ),
  decoder(
    'confirmation',
    (chances) => {
      const word = chances.bytes(chances.below(256));
      return encodeConfirmation({ ...terms(chances), keys: names(chances, chances.below(5)), word });
    },
    decodeConfirmation,
    (decoded, unverified) => assert.deepEqual(encodeConfirmation(decoded), unverified),
  ),
  decoder(
    'rekey-offer',
    (chances) =>
      encodeRekeyOffer({
        generation: chances.u32(),
        dh: chances.bytes(dhBytes),
        kem: chances.bytes(publicKeyBytes),
        keys: names(chances, chances.below(5)),
      }),
    (unverified) => decodeRekeyOffer(unverified, suite, nativeBackend),
    (decoded, unverified) => assert.deepEqual(encodeRekeyOffer(decoded), unverified),
  ),
  decoder(
    'rekey-answer',
    (chances) =>
      encodeRekeyAnswer({
        generation: chances.u32(),
        dh: chances.bytes(dhBytes),
        kemCiphertext: chances.bytes(ciphertextBytes),
      }),
    (unverified) => decodeRekeyAnswer(unverified, suite, nativeBackend),
    (decoded, unverified) => assert.deepEqual(encodeRekeyAnswer(decoded), unverified),
  ),
  decoder(
    'opening',
    (chances) => chances.pick(openings),
    (unverified) => answerOpening(partyOf(bob, { policy: 'either' }), withRightMac(unverified)),
  ),
  {
    name: 'handshake-packet',
    // No packet but the right one is taken, and that one only once: nothing is well formed here.
    valid: (chances) => chances.pick(stages).packet,
    decode: (unverified) => {
      for (const stage of stages) {
        if (Buffer.compare(stage.packet, unverified) === 0) return true;
        assert.throws(() => stage.read(unverified), { name: 'QForgeError' });
      }
      return false;
    },
  },
  decoder(
    'challenge',
    (chances) => encodeChallenge(chances.bytes(16), openings[0] ?? new Uint8Array(0), bob.peerId, nativeBackend),
    (unverified) => decodeChallenge(unverified, openings[0] ?? new Uint8Array(0), bob.peerId, nativeBackend),
  ),
  decoder(
    'handshake-framing',
    (chances) => {
      const packet = chances.bytes(chances.between(36, 300));
      return Buffer.concat([Uint8Array.of(packet.length >> 8, packet.length & 255), packet]);
    },
    // Whole, and byte by byte: both must say the same.
    (unverified) => {
      const whole = outcomeOf(() => new HandshakePacketBuffer().push(unverified));
      const pieces = new HandshakePacketBuffer();
      let last: Uint8Array | undefined;
      const slow = outcomeOf(() => {
        for (let index = 0; index < unverified.length; index++) {
          if (last !== undefined) throw new RangeError('more');
          last = pieces.push(unverified.subarray(index, index + 1));
        }
        return last;
      });
      assert.equal(whole.refused, slow.refused);
      if (!whole.refused) assert.deepEqual(whole.packet, slow.packet);
    },
  ),
];

function outcomeOf(push: () => Uint8Array | undefined): {
  readonly refused: boolean;
  readonly packet: Uint8Array | undefined;
} {
  try {
    return { refused: false, packet: push() };
  } catch {
    return { refused: true, packet: undefined };
  }
}
