import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isQForgeError } from '../../src/base/index.ts';
import { cipherSuites } from '../../src/crypto/index.ts';
import type { TokenFamilyName } from '../../src/handshake/handshake-pattern.ts';
import { basePattern, patternNames } from '../../src/handshake/noise-patterns.ts';
import { assembleNoiseProtocol, parseNoiseProtocol } from '../../src/handshake/noise-protocol.ts';
import { withPskModifiers } from '../../src/handshake/psk-modifier.ts';

const SEED = 20_261_126;
const families: readonly TokenFamilyName[] = ['dh', 'kem', 'hybrid', 'hfs', 'qforge'];

test('a name is read part by part', () => {
  const protocol = parseNoiseProtocol('Noise_XXpsk0+psk3_448_ChaChaPoly_BLAKE2s');
  assert.deepEqual([protocol.pattern.name, protocol.pattern.family, protocol.pskCount], ['XXpsk0+psk3', 'dh', 2]);
  assert.deepEqual([protocol.dh, protocol.kem, protocol.hash], ['X448', undefined, 'BLAKE2s']);
  assert.deepEqual(protocol.cipher, { aead: 'ChaCha20-Poly1305', nonceEncoding: 'little-endian' });
});

test('the same pattern name means plain Noise with a DH name and the product’s pattern with a KEM beside it', () => {
  const plain = parseNoiseProtocol('Noise_IKpsk2_25519_AESGCM_SHA512');
  const hybrid = parseNoiseProtocol('Noise_IKpsk2_25519+MLKEM768_AESGCM_SHA512');
  assert.deepEqual([plain.pattern.family, hybrid.pattern.family], ['dh', 'qforge']);
  assert.notDeepEqual(plain.messages, hybrid.messages);
});

test('every suite of the product has a protocol of its own for each pattern', () => {
  const bases = [
    withPskModifiers(basePattern('qforge', 'XX'), [4]),
    withPskModifiers(basePattern('qforge', 'IK'), [2]),
  ];
  const names = bases.flatMap((pattern) =>
    cipherSuites.map(({ dh, kem, aead, hash }) => assembleNoiseProtocol(pattern, { dh, kem, aead, hash }).name),
  );
  assert.equal(new Set(names).size, names.length);
  assert.equal(names[0], 'Noise_XXpsk4_25519+MLKEM768_AESGCM_SHA512');
  assert.equal(names.at(-1), 'Noise_IKpsk2_25519+MLKEM512_AESGCM_SHA256');
});

test('every pattern with every choice of algorithms goes into a name and comes back, and no two share one', (t) => {
  const names = new Set<string>();
  let protocols = 0;
  for (const family of families) {
    for (const name of patternNames(family)) {
      for (const dh of family === 'kem' ? [undefined] : (['X25519', 'X448'] as const)) {
        for (const kem of family === 'dh' ? [undefined] : (['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'] as const)) {
          for (const aead of ['AES-256-GCM', 'ChaCha20-Poly1305'] as const) {
            for (const hash of ['SHA-256', 'SHA-512', 'BLAKE2s', 'BLAKE2b'] as const) {
              const pattern = basePattern(family, name);
              const algorithms = { ...(dh && { dh }), ...(kem && { kem }), aead, hash };
              const protocol = assembleNoiseProtocol(pattern, algorithms);
              assert.deepEqual(parseNoiseProtocol(protocol.name), protocol);
              assert.equal(protocol.pattern, pattern);
              names.add(protocol.name);
              protocols += 1;
            }
          }
        }
      }
    }
  }
  assert.equal(names.size, protocols);
  t.diagnostic(`${protocols} protocols`);
});

const refused: readonly string[] = [
  '',
  'Noise',
  'Noise_XX_25519_AESGCM',
  'Noise_XX_25519_AESGCM_SHA256_',
  'noise_XX_25519_AESGCM_SHA256',
  'Noise_xx_25519_AESGCM_SHA256',
  'Noise_XXX_25519_AESGCM_SHA256',
  'Noise_XX _25519_AESGCM_SHA256',
  'Noise_XX_25519_AES256GCM_SHA256',
  'Noise_XX_25519_AESGCM_SHA3/256',
  'Noise_XX_25519_AESGCM_constructor',
  'Noise_XX_P256_AESGCM_SHA256',
  'Noise_XX_25519+448_AESGCM_SHA256',
  'Noise_XX_MLKEM768_AESGCM_SHA256',
  'Noise_hybridXX_MLKEM768+25519_AESGCM_SHA256',
  'Noise_hybridXX_25519+MLKEM768+MLKEM768_AESGCM_SHA256',
  'Noise_hybridXX_25519_AESGCM_SHA256',
  'Noise_pqXX_25519_AESGCM_SHA256',
  'Noise_pqXX_25519+MLKEM768_AESGCM_SHA256',
  'Noise_XXhfs_25519_AESGCM_SHA256',
  'Noise_NN_25519+MLKEM768_AESGCM_SHA256',
  'Noise_XX+psk3_25519_AESGCM_SHA256',
  'Noise_XXpsk3+_25519_AESGCM_SHA256',
  'Noise_XXpsk_25519_AESGCM_SHA256',
  'Noise_XXpsk3psk0_25519_AESGCM_SHA256',
  'Noise_XXpsk3+psk0_25519_AESGCM_SHA256',
  'Noise_XXpsk03_25519_AESGCM_SHA256',
  'Noise_XXpsk4_25519_AESGCM_SHA256',
  'Noise_XXpsk5_25519+MLKEM768_AESGCM_SHA512',
  'Noise_XXhfspsk3_25519+MLKEM768_AESGCM_SHA512',
  `Noise_XX${'+psk0'.repeat(60)}_25519_AESGCM_SHA256`,
];

for (const name of refused) {
  test(`"${name.slice(0, 60)}" is not a protocol`, () => {
    assert.throws(() => parseNoiseProtocol(name), { code: 'ARGUMENT_INVALID' });
  });
}

test('algorithms that the family does not take cannot be assembled', () => {
  const rest = { aead: 'AES-256-GCM', hash: 'SHA-256' } as const;
  for (const algorithms of [rest, { ...rest, kem: 'X-Wing' } as const, { ...rest, kem: 'ML-KEM-768' } as const]) {
    assert.throws(() => assembleNoiseProtocol(basePattern('dh', 'XX'), algorithms), { code: 'ARGUMENT_INVALID' });
  }
});

test('whatever is made of the parts of names is a protocol of that name or refused', () => {
  const texts =
    'Noise _ + XX IK N 1 pq hybrid hfs psk0 psk2 psk 25519 448 MLKEM768 AESGCM ChaChaPoly SHA256 BLAKE2b é'.split(' ');
  const piece = fc.constantFrom(...texts, ' ');
  const loose = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const section = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(''));
  const formed = fc.tuple(section, section).map(([pattern, keys]) => `Noise_${pattern}_${keys}_AESGCM_SHA256`);
  let accepted = 0;
  const property = fc.property(fc.oneof(loose, formed), (name) => {
    try {
      assert.equal(parseNoiseProtocol(name).name, name);
      accepted += 1;
    } catch (error) {
      assert.ok(isQForgeError(error, 'ARGUMENT_INVALID'), String(error));
    }
  });
  fc.assert(property, { seed: SEED, numRuns: 20_000 });
  assert.ok(accepted > 0, 'some names were good');
});
