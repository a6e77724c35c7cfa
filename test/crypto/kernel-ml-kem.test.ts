import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { KernelMlKem } from '../../src/crypto/kernel-ml-kem.ts';
import { type MlKemKernel, mlKemKernel } from '../../src/crypto/ml-kem-kernel.ts';
import { NativeMlKem } from '../../src/crypto/native-kem.ts';
import { nativeRandom } from '../../src/crypto/native-random.ts';
import { flipped } from './damage.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

/** OpenSSL's: the slow twin. */
const theirs = new NativeMlKem('ML-KEM-768');
const ours = new KernelMlKem(mlKemKernel() as MlKemKernel, nativeRandom, theirs);
const ROUNDS = 40;

describe('ML-KEM-768 in WebAssembly', () => {
  test('makes the same keys as OpenSSL of the same seeds', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const key = theirs.generate();
      const seed = key.exportSeed().expose();
      const twin = ours.fromSeed(seed);
      assert.equal(toHex(twin.publicKey.bytes), toHex(key.publicKey.bytes));
      assert.equal(toHex(twin.exportSeed().expose()), toHex(seed));
    }
  });

  test('shares secrets with OpenSSL, each way and several times with one key', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const key = ours.generate();
      const twin = theirs.fromSeed(key.exportSeed().expose());
      const imported = [ours.importPublicKey(key.publicKey.bytes), theirs.importPublicKey(key.publicKey.bytes)];
      for (const publicKey of [...imported, ...imported, ...imported, key.publicKey]) {
        const { ciphertext, sharedSecret } = publicKey.encapsulate();
        assert.equal(toHex(key.decapsulate(ciphertext).expose()), toHex(sharedSecret.expose()));
        assert.equal(toHex(twin.decapsulate(ciphertext).expose()), toHex(sharedSecret.expose()));
      }
    }
  });

  test('rejects as OpenSSL does: with the same secret', () => {
    const key = ours.generate();
    const twin = theirs.fromSeed(key.exportSeed().expose());
    const { ciphertext } = key.publicKey.encapsulate();
    for (let index = 0; index < ciphertext.length; index += 7) {
      const changed = flipped(ciphertext, index);
      assert.equal(toHex(key.decapsulate(changed).expose()), toHex(twin.decapsulate(changed).expose()));
    }
  });

  test('refuses the public keys that OpenSSL refuses, whichever coefficient is not reduced', () => {
    const { bytes } = ours.generate().publicKey;
    for (let offset = 0; offset < 1152; offset += 3) {
      for (const at of [offset, offset + 2]) {
        const changed = Uint8Array.from(bytes);
        changed[offset + 1] = (bytes[offset + 1] ?? 0) | (at === offset ? 0x0f : 0xf0);
        changed[at] = 0xff;
        assertRefused('CRYPTO_KEY_INVALID', () => ours.importPublicKey(changed));
        assertRefused('CRYPTO_KEY_INVALID', () => theirs.importPublicKey(changed));
      }
    }
  });

  test('keeps keys apart that are used in turn', () => {
    const keys = Array.from({ length: 4 }, () => ours.generate());
    const sent = keys.map((key) => ours.importPublicKey(key.publicKey.bytes).encapsulate());
    for (const [index, key] of keys.entries()) {
      const { ciphertext, sharedSecret } = sent[index] ?? assert.fail();
      assert.equal(toHex(key.decapsulate(ciphertext).expose()), toHex(sharedSecret.expose()));
    }
  });

  test('a public key is not the bytes that it was imported from', () => {
    const source = Uint8Array.from(ours.generate().publicKey.bytes);
    const imported = ours.importPublicKey(source);
    const before = toHex(source);
    source.fill(0);
    assert.equal(toHex(imported.bytes), before);
  });

  test('a key that lasts is held by OpenSSL, and is the same key', () => {
    const key = ours.generate();
    const seed = key.exportSeed().expose();
    const lasting = ours.lastingFromSeed(seed);
    assert.equal(lasting.constructor, theirs.fromSeed(seed).constructor);
    const { ciphertext, sharedSecret } = ours.importPublicKey(lasting.publicKey.bytes).encapsulate();
    assert.equal(toHex(lasting.decapsulate(ciphertext).expose()), toHex(sharedSecret.expose()));
  });

  test('a wiped key is gone', () => {
    const key = ours.generate();
    const { ciphertext } = key.publicKey.encapsulate();
    key.wipe();
    assertRefused('SECRET_WIPED', () => key.decapsulate(ciphertext));
    assertRefused('SECRET_WIPED', () => key.exportSeed());
  });
});
