import assert from 'node:assert/strict';
import test from 'node:test';
import { shake256 } from '@noble/hashes/sha3.js';
import { type Kem, type KemName, nativeBackend } from '../../src/crypto/index.ts';
import { backends } from './backends.ts';
import { flipped } from './damage.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

// FIPS 203 table 3, RFC 9180 §7.1, draft-connolly-cfrg-xwing-kem §5; the last two are sums of their parts.
const lengths: Readonly<
  Record<KemName, readonly [seed: number, publicKey: number, ciphertext: number, secret: number]>
> = {
  'ML-KEM-512': [64, 800, 768, 32],
  'ML-KEM-768': [64, 1184, 1088, 32],
  'ML-KEM-1024': [64, 1568, 1568, 32],
  X25519: [32, 32, 32, 32],
  X448: [56, 56, 56, 64],
  'X-Wing': [32, 1216, 1120, 32],
  'X25519+ML-KEM-512': [32, 832, 800, 32],
  'X448+ML-KEM-1024': [32, 1624, 1624, 32],
};
const kemNames = Object.keys(lengths) as KemName[];
const mlKemNames = kemNames.filter((name) => name.startsWith('ML-KEM'));

/** Byte `index` of the ML-KEM part raised to the largest 12-bit coefficient, which is over the modulus: FIPS 203 §7.2. */
function withUnreducedCoefficient(publicKey: Uint8Array, coefficient: number): Uint8Array {
  const offset = Math.floor(coefficient / 2) * 3;
  const changed = Uint8Array.from(publicKey);
  changed[offset + 1] = (publicKey[offset + 1] ?? 0) | (coefficient % 2 === 0 ? 0x0f : 0xf0);
  changed[coefficient % 2 === 0 ? offset : offset + 2] = 0xff;
  return changed;
}

function roundTrips(kem: Kem): boolean {
  const key = kem.generate();
  const { ciphertext, sharedSecret } = kem.importPublicKey(key.publicKey.bytes).encapsulate();
  return nativeBackend.equalSecrets(key.decapsulate(ciphertext).expose(), sharedSecret.expose());
}

for (const backend of backends) {
  for (const name of kemNames) {
    const kem = backend.kem(name);

    test(`${backend.name} ${name} has the lengths of its standard`, () => {
      assert.deepEqual([kem.seedBytes, kem.publicKeyBytes, kem.ciphertextBytes, kem.sharedSecretBytes], lengths[name]);
      const key = kem.generate();
      const { ciphertext, sharedSecret } = key.publicKey.encapsulate();
      const actual = [key.exportSeed().length, key.publicKey.bytes.length, ciphertext.length, sharedSecret.length];
      assert.deepEqual(actual, lengths[name]);
      assert.deepEqual([kem.name, key.algorithm, key.publicKey.algorithm], [name, name, name]);
    });

    test(`${backend.name} ${name} gives both sides one secret, each time another`, () => {
      assert.ok(roundTrips(kem));
      const { publicKey } = kem.generate();
      const [first, second] = [publicKey.encapsulate(), publicKey.encapsulate()];
      assert.notEqual(toHex(first.ciphertext), toHex(second.ciphertext));
      assert.notEqual(toHex(first.sharedSecret.expose()), toHex(second.sharedSecret.expose()));
    });

    test(`${backend.name} ${name} makes the same key of the same seed`, () => {
      const key = kem.generate();
      const again = kem.fromSeed(key.exportSeed().expose());
      assert.equal(toHex(again.publicKey.bytes), toHex(key.publicKey.bytes));
      const { ciphertext, sharedSecret } = key.publicKey.encapsulate();
      assert.equal(toHex(again.decapsulate(ciphertext).expose()), toHex(sharedSecret.expose()));
    });

    test(`${backend.name} ${name} never yields the secret for a changed ciphertext`, () => {
      const key = kem.generate();
      const { ciphertext, sharedSecret } = key.publicKey.encapsulate();
      // Bits of X25519's last byte that the curve ignores change nothing but the hash over the ciphertext.
      for (let index = 0; index < ciphertext.length; index += 37) {
        const other = key.decapsulate(flipped(ciphertext, index));
        assert.equal(other.length, kem.sharedSecretBytes);
        assert.notEqual(toHex(other.expose()), toHex(sharedSecret.expose()));
      }
    });

    test(`${backend.name} ${name} refuses everything of another length`, () => {
      const key = kem.generate();
      for (const delta of [-1, 1, 17]) {
        assertRefused('CRYPTO_LENGTH_INVALID', () => kem.fromSeed(new Uint8Array(kem.seedBytes + delta)));
        assertRefused('CRYPTO_LENGTH_INVALID', () => kem.importPublicKey(new Uint8Array(kem.publicKeyBytes + delta)));
        assertRefused('CRYPTO_LENGTH_INVALID', () => key.decapsulate(new Uint8Array(kem.ciphertextBytes + delta)));
      }
      assertRefused('CRYPTO_LENGTH_INVALID', () => kem.fromSeed(new Uint8Array(0)));
      assertRefused('CRYPTO_LENGTH_INVALID', () => kem.importPublicKey(new Uint8Array(0)));
      assertRefused('CRYPTO_LENGTH_INVALID', () => key.decapsulate(new Uint8Array(0)));
    });

    test(`${backend.name} ${name} refuses a public key that no key generation yields`, () => {
      const { bytes } = kem.generate().publicKey;
      if (name.includes('ML-KEM') || name === 'X-Wing') {
        for (const coefficient of [0, 1, 255, 256, 511]) {
          assertRefused('CRYPTO_KEY_INVALID', () => kem.importPublicKey(withUnreducedCoefficient(bytes, coefficient)));
        }
      }
      if (!name.startsWith('ML-KEM')) {
        const lowOrder = Uint8Array.from(bytes).fill(0, bytes.length - (name.includes('448') ? 56 : 32));
        assertRefused('CRYPTO_KEY_INVALID', () => kem.importPublicKey(lowOrder));
      }
    });
  }

  for (const name of mlKemNames) {
    test(`${backend.name} ${name} rejects implicitly with J of z and the ciphertext, FIPS 203 Algorithm 18`, () => {
      const kem = backend.kem(name);
      const key = kem.generate();
      const ciphertext = new Uint8Array(kem.ciphertextBytes).fill(0x5a);
      const z = key.exportSeed().expose().subarray(32);
      const expected = shake256.create({ dkLen: 32 }).update(z).update(ciphertext).digest();
      assert.equal(toHex(key.decapsulate(ciphertext).expose()), toHex(expected));
    });
  }

  for (const name of kemNames.filter((candidate) => !mlKemNames.includes(candidate))) {
    test(`${backend.name} ${name} refuses a ciphertext that holds a low-order point`, () => {
      const key = backend.kem(name).generate();
      const { ciphertext } = key.publicKey.encapsulate();
      ciphertext.fill(0, ciphertext.length - (name.includes('448') ? 56 : 32));
      assertRefused('CRYPTO_KEY_INVALID', () => key.decapsulate(ciphertext));
    });
  }

  test(`${backend.name} has no KEM that nobody named`, () => {
    for (const name of ['ML-KEM-2048', 'Kyber768', 'hasOwnProperty']) {
      assertRefused('CRYPTO_UNSUPPORTED', () => backend.kem(name as KemName));
    }
  });
}
