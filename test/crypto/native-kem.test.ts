import assert from 'node:assert/strict';
import test from 'node:test';
import { isReducedModulo } from '../../src/crypto/ml-kem-modulus.ts';
import { NativeMlKem } from '../../src/crypto/native-kem.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

for (const name of ['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'] as const) {
  const kem = new NativeMlKem(name);

  test(`OpenSSL checks the modulus of every coefficient of an ${name} public key on import, FIPS 203 §7.2`, () => {
    const { bytes } = kem.generate().publicKey;
    const coefficients = ((kem.publicKeyBytes - 32) * 8) / 12;
    for (let coefficient = 0; coefficient < coefficients; coefficient++) {
      // 3329, the modulus itself, is the smallest value that is not reduced; 3328 the largest that is.
      assertRefused('CRYPTO_KEY_INVALID', () => kem.importPublicKey(withCoefficient(bytes, coefficient, 3_329)));
      const largest = withCoefficient(bytes, coefficient, 3_328);
      assert.ok(isReducedModulo(largest.subarray(0, -32)));
      if (coefficient % 64 === 0) assert.equal(toHex(kem.importPublicKey(largest).bytes), toHex(largest));
    }
  });

  test(`an ${name} public key is one array, however often it is asked for, and not the caller's`, () => {
    const { publicKey } = kem.generate();
    assert.equal(publicKey.bytes, publicKey.bytes);
    const source = Uint8Array.from(publicKey.bytes);
    const imported = kem.importPublicKey(source);
    source.fill(0);
    assert.equal(toHex(imported.bytes), toHex(publicKey.bytes));
  });
}

/** A key with one 12-bit coefficient replaced: FIPS 203 Algorithm 5, little-endian. */
function withCoefficient(publicKey: Uint8Array, index: number, value: number): Uint8Array {
  const changed = Uint8Array.from(publicKey);
  const offset = Math.floor(index / 2) * 3;
  const middle = publicKey[offset + 1] ?? 0;
  if (index % 2 === 0) {
    changed[offset] = value & 0xff;
    changed[offset + 1] = (middle & 0xf0) | (value >> 8);
  } else {
    changed[offset + 1] = (middle & 0x0f) | ((value & 0x0f) << 4);
    changed[offset + 2] = value >> 4;
  }
  return changed;
}
