import assert from 'node:assert/strict';
import test from 'node:test';
import type { AeadName } from '../../src/crypto/index.ts';
import { backends } from './backends.ts';
import { damagedCopies, flipped } from './damage.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

const aeadNames: readonly AeadName[] = ['AES-256-GCM', 'ChaCha20-Poly1305'];
const keyBytes = Uint8Array.from({ length: 32 }, (_, index) => index);
const nonce = new Uint8Array(12).fill(7);
const associatedData = Uint8Array.of(1, 2, 3);

for (const backend of backends) {
  for (const name of aeadNames) {
    const aead = backend.aead(name);
    const key = aead.importKey(keyBytes);

    test(`${backend.name} ${name} opens what it sealed, of any length`, () => {
      for (const length of [0, 1, 15, 16, 17, 4_096, 65_536]) {
        const plaintext = new Uint8Array(length).fill(length);
        const sealed = key.seal(nonce, plaintext, associatedData);
        assert.equal(sealed.length, length + aead.tagBytes);
        assert.equal(toHex(key.open(nonce, sealed, associatedData)), toHex(plaintext));
      }
    });

    test(`${backend.name} ${name} refuses every damaged ciphertext`, () => {
      const sealed = key.seal(nonce, new Uint8Array(40), associatedData);
      for (const { bytes } of damagedCopies(sealed)) {
        assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => key.open(nonce, bytes, associatedData));
      }
    });

    test(`${backend.name} ${name} refuses another key, nonce or associated data`, () => {
      const sealed = key.seal(nonce, new Uint8Array(40), associatedData);
      const otherKey = aead.importKey(flipped(keyBytes, 31));
      assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => otherKey.open(nonce, sealed, associatedData));
      assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => key.open(flipped(nonce, 11), sealed, associatedData));
      assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => key.open(nonce, sealed, flipped(associatedData, 0)));
      assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => key.open(nonce, sealed));
    });

    test(`${backend.name} ${name} treats missing and empty associated data alike`, () => {
      const sealed = key.seal(nonce, new Uint8Array(4), new Uint8Array(0));
      assert.equal(toHex(sealed), toHex(key.seal(nonce, new Uint8Array(4))));
      assert.equal(key.open(nonce, sealed).length, 4);
    });

    test(`${backend.name} ${name} takes nonces of 12 bytes and keys of 32 only`, () => {
      for (const length of [0, 1, 8, 11, 13, 16, 24]) {
        assertRefused('CRYPTO_LENGTH_INVALID', () => key.seal(new Uint8Array(length), new Uint8Array(4)));
        assertRefused('CRYPTO_LENGTH_INVALID', () => key.open(new Uint8Array(length), new Uint8Array(20)));
        assertRefused('CRYPTO_LENGTH_INVALID', () => key.sealInto(new Uint8Array(16), 0, new Uint8Array(length), []));
      }
      for (const length of [0, 16, 24, 31, 33, 64]) {
        assertRefused('CRYPTO_LENGTH_INVALID', () => aead.importKey(new Uint8Array(length)));
      }
    });

    test(`${backend.name} ${name} seals parts as it seals the whole`, () => {
      // From some length on the native cipher's own memory is freed by hand.
      for (const length of [100, 10_000]) {
        const whole = Uint8Array.from({ length }, (_, index) => index);
        const parts = [whole.subarray(0, 1), whole.subarray(1, 1), whole.subarray(1, 50), whole.subarray(50)];
        const target = new Uint8Array(5 + length + 16 + 2).fill(0xee);
        assert.equal(key.sealInto(target, 5, nonce, parts, associatedData), 5 + length + 16);
        const sealed = toHex(key.seal(nonce, whole, associatedData));
        assert.equal(toHex(target), `${'ee'.repeat(5)}${sealed}eeee`, 'and nothing around it is written');
        assert.deepEqual(
          whole,
          Uint8Array.from({ length }, (_, index) => index),
        );
      }
    });

    test(`${backend.name} ${name} does the same with a key that is not imported, and leaves it as it is`, () => {
      const once = Uint8Array.from(keyBytes);
      for (const length of [0, 1, 100, 10_000]) {
        const plaintext = Uint8Array.from({ length }, (_, index) => index);
        const sealed = aead.sealOnce(once, nonce, plaintext, associatedData);
        assert.equal(toHex(sealed), toHex(key.seal(nonce, plaintext, associatedData)));
        assert.equal(toHex(aead.openOnce(once, nonce, sealed, associatedData)), toHex(plaintext));
      }
      assert.deepEqual(once, keyBytes);
      const sealed = aead.sealOnce(once, nonce, new Uint8Array(40));
      assert.equal(aead.openOnce(once, nonce, sealed, new Uint8Array(0)).length, 40);
      for (const { bytes } of damagedCopies(sealed))
        assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => aead.openOnce(once, nonce, bytes));
      assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => aead.openOnce(flipped(once, 0), nonce, sealed));
      for (const length of [0, 16, 31, 33]) {
        assertRefused('CRYPTO_LENGTH_INVALID', () => aead.sealOnce(new Uint8Array(length), nonce, sealed));
        assertRefused('CRYPTO_LENGTH_INVALID', () => aead.openOnce(new Uint8Array(length), nonce, sealed));
        if (length > 0)
          assertRefused('CRYPTO_LENGTH_INVALID', () => aead.openOnce(once, new Uint8Array(length), sealed));
      }
    });

    test(`${backend.name} ${name} opens to where it is told, and nothing where a text does not authenticate`, () => {
      for (const length of [0, 1, 100, 192, 193, 10_000]) {
        const plaintext = Uint8Array.from({ length }, (_, index) => index);
        const sealed = key.seal(nonce, plaintext, associatedData);
        const target = new Uint8Array(length + 3).fill(0xee);
        assert.equal(key.openInto(target, nonce, sealed, associatedData), length);
        assert.equal(toHex(target), `${toHex(plaintext)}eeeeee`);
        target.fill(0xee);
        for (const unverified of [flipped(sealed, 0), sealed.subarray(1), new Uint8Array(15)]) {
          assertRefused('CRYPTO_AUTHENTICATION_FAILED', () => key.openInto(target, nonce, unverified, associatedData));
        }
        assertRefused('CRYPTO_LENGTH_INVALID', () => key.openInto(target, nonce.subarray(1), sealed, associatedData));
        assert.ok(target.every((byte) => byte === 0xee));
      }
    });

    test(`${backend.name} ${name} does nothing more with a key that is wiped`, () => {
      const wiped = aead.importKey(keyBytes);
      const sealed = wiped.seal(nonce, keyBytes);
      wiped.wipe();
      wiped.wipe();
      for (const length of [10, 1000]) {
        const [text, target] = [new Uint8Array(length), new Uint8Array(length + 16)];
        assertRefused('SECRET_WIPED', () => wiped.seal(nonce, text));
        assertRefused('SECRET_WIPED', () => wiped.sealInto(target, 0, nonce, [text]));
      }
      assertRefused('SECRET_WIPED', () => wiped.open(nonce, sealed));
      assertRefused('SECRET_WIPED', () => wiped.openInto(new Uint8Array(32), nonce, sealed));
    });

    test(`${backend.name} ${name} seals into no target that is too short`, () => {
      for (const length of [0, 15, 25, 26]) {
        assert.throws(() => key.sealInto(new Uint8Array(length), 1, nonce, [new Uint8Array(10)]));
      }
    });

    test(`${backend.name} ${name} keeps its own copy of the key`, () => {
      const source = Uint8Array.from(keyBytes);
      const copy = aead.importKey(source);
      source.fill(0);
      assert.equal(toHex(copy.seal(nonce, keyBytes)), toHex(key.seal(nonce, keyBytes)));
    });
  }

  test(`${backend.name} has no AEAD that nobody named`, () => {
    for (const name of ['AES-128-GCM', 'toString', '__proto__', '']) {
      assertRefused('CRYPTO_UNSUPPORTED', () => backend.aead(name as AeadName));
    }
  });
}
