import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { MAX_NOISE_MESSAGE_BYTES, type NoiseHandshake, parseNoiseProtocol } from '../../src/handshake/index.ts';
import { basePattern, patternNames } from '../../src/handshake/noise-patterns.ts';
import { complete, exchange, generateKeys, makePair, pskOf, transportProof } from './handshake-pair.ts';

const backends = { initiator: nativeBackend, responder: nativeBackend };

/** Sizes with empty payloads: FIPS 203 §8 and RFC 7748 give the fields, each tag has 16 bytes. */
const sizes: Readonly<Record<string, readonly number[]>> = {
  Noise_XX_25519_AESGCM_SHA256: [32, 32 + 48 + 16, 48 + 16],
  Noise_XXpsk3_448_ChaChaPoly_SHA512: [56 + 16, 56 + 72 + 16, 72 + 16],
  'Noise_XXhfs_25519+MLKEM768_ChaChaPoly_SHA256': [32 + 1184, 32 + 1104 + 48 + 16, 48 + 16],
  'Noise_XXhfs+psk3_25519+MLKEM768_ChaChaPoly_SHA256': [32 + 1200 + 16, 32 + 1104 + 48 + 16, 48 + 16],
  Noise_pqXX_MLKEM768_AESGCM_SHA256: [1184, 1088 + 1200 + 16, 1104 + 1200 + 16, 1104 + 16],
  'Noise_hybridIK_25519+MLKEM768_AESGCM_SHA512': [1088 + 1216 + 48 + 1200 + 16, 1088 + 1104 + 1216 + 16],
  'Noise_XXpsk4_25519+MLKEM768_AESGCM_SHA512': [1232, 2400, 2368, 1120],
  'Noise_IKpsk2_25519+MLKEM768_AESGCM_SHA512': [3568, 2256],
  'Noise_XXpsk4_25519+MLKEM512_AESGCM_SHA256': [848, 1696, 1664, 800],
  'Noise_XXpsk4_448+MLKEM1024_AESGCM_SHA512': [1640, 3312, 3256, 1600],
};

for (const [name, expected] of Object.entries(sizes)) {
  test(`the messages of ${name} have ${expected.join(', ')} bytes beyond their payloads`, () => {
    const protocol = parseNoiseProtocol(name);
    const psks = Array.from({ length: protocol.pskCount }, () => pskOf(1));
    assert.deepEqual(
      complete(makePair({ protocol, backends, psks })).map(({ length }) => length),
      expected,
    );
    const withPayload = complete(makePair({ protocol, backends, psks }), new Uint8Array(100));
    assert.deepEqual(
      withPayload.map(({ length }) => length - 100),
      expected,
    );
  });
}

test('every pattern with KEMs completes at the announced sizes, with pre-shared keys wherever they are allowed', (t) => {
  let handshakes = 0;
  for (const [family, keys] of [
    ['kem', 'MLKEM512'],
    ['hybrid', '25519+MLKEM512'],
    ['hfs', '25519+MLKEM512'],
    ['qforge', '25519+MLKEM512'],
  ] as const) {
    for (const name of patternNames(family)) {
      const { messages } = basePattern(family, name);
      const early = messages[0]?.tokens[0] === 'skem' ? 1 : 0;
      const positions = Array.from({ length: messages.length + 1 - early }, (_, index) => `psk${index + early}`);
      const modifiers = ['', ...positions, positions.join('+')].map((psk) =>
        family === 'hfs' && psk ? `+${psk}` : psk,
      );
      for (const modifier of modifiers) {
        const protocol = parseNoiseProtocol(`Noise_${name}${modifier}_${keys}_ChaChaPoly_BLAKE2s`);
        const psks = Array.from({ length: protocol.pskCount }, (_, index) => pskOf(index));
        const pair = makePair({ protocol, backends, psks });
        complete(pair, Uint8Array.of(1, 2, 3));
        transportProof(pair);
        handshakes += 1;
      }
    }
  }
  t.diagnostic(`${handshakes} handshakes`);
});

test('a message of 65,535 bytes is written and read, a longer one is neither', () => {
  const protocol = parseNoiseProtocol('Noise_XXpsk4_25519+MLKEM768_AESGCM_SHA512');
  const statics = {
    initiator: generateKeys(protocol, nativeBackend),
    responder: generateKeys(protocol, nativeBackend),
  };
  const pair = makePair({ protocol, backends, statics, psks: [pskOf(1)] });
  const room = MAX_NOISE_MESSAGE_BYTES - pair.initiator.nextMessageOverheadBytes;
  assert.throws(() => pair.initiator.writeMessage(new Uint8Array(room + 1)), {
    code: 'MESSAGE_TOO_LARGE',
    details: { bytes: 65_536, limitBytes: 65_535 },
  });
  assert.throws(() => pair.responder.readMessage(new Uint8Array(65_536)), { code: 'HANDSHAKE_FAILED' });
  assert.equal(exchange(pair, new Uint8Array(room)).length, 65_535);
  complete(pair);
});

test('a message that is only too long is refused too', () => {
  const protocol = parseNoiseProtocol('Noise_NN_25519_AESGCM_SHA256');
  // Nothing is encrypted yet, so that any payload would do.
  const responder = (): NoiseHandshake => makePair({ protocol, backends }).responder;
  const message = new Uint8Array(65_536).fill(9);
  assert.throws(() => responder().readMessage(message), { code: 'HANDSHAKE_FAILED' });
  assert.equal(responder().readMessage(message.subarray(1)).length, 65_535 - 32);
});

test('after the last message there is no next overhead', () => {
  const pair = makePair({ protocol: parseNoiseProtocol('Noise_NN_25519_AESGCM_SHA256'), backends });
  complete(pair);
  assert.throws(() => pair.initiator.nextMessageOverheadBytes, { code: 'HANDSHAKE_OUT_OF_ORDER' });
});
