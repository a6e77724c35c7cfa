import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend, type SignatureName, type SlhDsaName } from '../../src/crypto/index.ts';
import { backends } from './backends.ts';
import { flipped } from './damage.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

type Lengths = readonly [publicKey: number, secret: number, signature: number];

// FIPS 204 table 2 (the secret is the seed), RFC 8032 §5, and the sums for the composites.
const lengths: Readonly<Record<Exclude<SignatureName, SlhDsaName>, Lengths>> = {
  'ML-DSA-44': [1312, 32, 2420],
  'ML-DSA-65': [1952, 32, 3309],
  'ML-DSA-87': [2592, 32, 4627],
  Ed25519: [32, 32, 64],
  Ed448: [57, 57, 114],
  'MLDSA65-Ed25519-SHA512': [1984, 64, 3373],
  'MLDSA87-Ed448-SHAKE256': [2649, 89, 4741],
};
// FIPS 205 table 2.
const slhDsaLengths: Readonly<Record<SlhDsaName, Lengths>> = {
  'SLH-DSA-SHA2-128s': [32, 64, 7_856],
  'SLH-DSA-SHA2-128f': [32, 64, 17_088],
  'SLH-DSA-SHA2-192s': [48, 96, 16_224],
  'SLH-DSA-SHA2-192f': [48, 96, 35_664],
  'SLH-DSA-SHA2-256s': [64, 128, 29_792],
  'SLH-DSA-SHA2-256f': [64, 128, 49_856],
  'SLH-DSA-SHAKE-128s': [32, 64, 7_856],
  'SLH-DSA-SHAKE-128f': [32, 64, 17_088],
  'SLH-DSA-SHAKE-192s': [48, 96, 16_224],
  'SLH-DSA-SHAKE-192f': [48, 96, 35_664],
  'SLH-DSA-SHAKE-256s': [64, 128, 29_792],
  'SLH-DSA-SHAKE-256f': [64, 128, 49_856],
};
const names = Object.keys(lengths) as (keyof typeof lengths)[];
const deterministic: readonly SignatureName[] = ['Ed25519', 'Ed448'];
const message = new TextEncoder().encode('a message');
const context = Uint8Array.of(1, 2, 3);

for (const backend of backends) {
  for (const name of names) {
    const scheme = backend.signature(name);
    const key = scheme.generate();

    test(`${backend.name} ${name} has the lengths of its standard`, () => {
      assert.deepEqual([scheme.publicKeyBytes, scheme.secretBytes, scheme.signatureBytes], lengths[name]);
      const actual = [key.publicKey.bytes.length, key.exportSecret().length, key.sign(message).length];
      assert.deepEqual(actual, lengths[name]);
      assert.deepEqual([scheme.name, key.algorithm, key.publicKey.algorithm], [name, name, name]);
    });

    test(`${backend.name} ${name} verifies what it signed, and nothing else`, () => {
      const publicKey = scheme.importPublicKey(key.publicKey.bytes);
      const signature = key.sign(message);
      assert.ok(publicKey.verify(message, signature));
      assert.ok(publicKey.verify(message, signature, new Uint8Array(0)), 'no context is the empty context');
      assert.ok(!publicKey.verify(flipped(message, 0), signature));
      assert.ok(!publicKey.verify(message.subarray(1), signature));
      assert.ok(!scheme.generate().publicKey.verify(message, signature));
      for (let index = 0; index < signature.length; index += Math.ceil(signature.length / 64)) {
        assert.ok(!publicKey.verify(message, flipped(signature, index)), `byte ${index} flipped`);
      }
    });

    test(`${backend.name} ${name} takes signatures of one length only, without an error`, () => {
      const signature = key.sign(message);
      for (const changed of [new Uint8Array(0), signature.slice(1), Uint8Array.of(...signature, 0), message]) {
        assert.equal(key.publicKey.verify(message, changed), false);
      }
    });

    test(`${backend.name} ${name} makes the same key of the same secret`, () => {
      const again = scheme.fromSecret(key.exportSecret().expose());
      assert.equal(toHex(again.publicKey.bytes), toHex(key.publicKey.bytes));
      assert.ok(key.publicKey.verify(message, again.sign(message)));
      assert.equal(toHex(key.sign(message)) === toHex(key.sign(message)), deterministic.includes(name));
    });

    test(`${backend.name} ${name} refuses keys of another length`, () => {
      for (const delta of [-1, 1]) {
        assertRefused('CRYPTO_LENGTH_INVALID', () => scheme.fromSecret(new Uint8Array(scheme.secretBytes + delta)));
        const publicKey = new Uint8Array(scheme.publicKeyBytes + delta);
        assertRefused('CRYPTO_LENGTH_INVALID', () => scheme.importPublicKey(publicKey));
      }
      assertRefused('CRYPTO_LENGTH_INVALID', () => scheme.fromSecret(new Uint8Array(0)));
      assertRefused('CRYPTO_LENGTH_INVALID', () => scheme.importPublicKey(new Uint8Array(0)));
    });
  }

  for (const name of names.filter((candidate) => candidate !== 'Ed25519')) {
    test(`${backend.name} ${name} binds its signature to the context`, () => {
      const key = backend.signature(name).generate();
      const signature = key.sign(message, context);
      assert.ok(key.publicKey.verify(message, signature, context));
      assert.ok(!key.publicKey.verify(message, signature));
      assert.ok(!key.publicKey.verify(message, signature, flipped(context, 0)));
      const longest = new Uint8Array(255);
      assert.ok(key.publicKey.verify(message, key.sign(message, longest), longest));
      assertRefused('ARGUMENT_INVALID', () => key.sign(message, new Uint8Array(256)));
      assert.equal(key.publicKey.verify(message, signature, new Uint8Array(256)), false);
    });
  }

  test(`${backend.name} Ed25519 takes no context, rather than another scheme`, () => {
    const key = backend.signature('Ed25519').generate();
    assertRefused('ARGUMENT_INVALID', () => key.sign(message, context));
    assert.equal(key.publicKey.verify(message, key.sign(message), context), false);
  });

  test(`${backend.name} has no signature scheme that nobody named`, () => {
    for (const name of ['RSA', 'ML-DSA-66', 'valueOf']) {
      assertRefused('CRYPTO_UNSUPPORTED', () => backend.signature(name as SignatureName));
    }
  });
}

// Signing takes seconds in JavaScript, so only the native backend runs all twelve.
for (const [name, [publicKeyBytes, secretBytes, signatureBytes]] of Object.entries(slhDsaLengths)) {
  test(`native ${name} signs, verifies and refuses`, () => {
    const scheme = nativeBackend.signature(name as SlhDsaName);
    assert.deepEqual(
      [scheme.publicKeyBytes, scheme.secretBytes, scheme.signatureBytes],
      [publicKeyBytes, secretBytes, signatureBytes],
    );
    const key = scheme.generate();
    const signature = key.sign(message, context);
    assert.equal(signature.length, signatureBytes);
    const publicKey = scheme.importPublicKey(key.publicKey.bytes);
    assert.ok(publicKey.verify(message, signature, context));
    assert.ok(!publicKey.verify(message, signature));
    assert.ok(!publicKey.verify(flipped(message, 0), signature, context));
    assert.ok(!publicKey.verify(message, flipped(signature, signatureBytes - 1), context));
    const again = scheme.fromSecret(key.exportSecret().expose());
    assert.equal(toHex(again.publicKey.bytes), toHex(key.publicKey.bytes));
    assertRefused('CRYPTO_LENGTH_INVALID', () => scheme.fromSecret(new Uint8Array(secretBytes - 1)));
    assertRefused('CRYPTO_LENGTH_INVALID', () => scheme.importPublicKey(new Uint8Array(publicKeyBytes + 1)));
  });
}
