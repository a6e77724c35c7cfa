import assert from 'node:assert/strict';
import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { GCM_KERNEL_LAYOUT, type GcmKernel, gcmKernel } from '../../src/crypto/gcm-kernel.ts';
import { NativeAead } from '../../src/crypto/native-aead.ts';
import { NativeShortGcm } from '../../src/crypto/native-short-gcm.ts';

const MAX_BYTES = GCM_KERNEL_LAYOUT.maxTextBytes;
const MAX_ASSOCIATED_BYTES = GCM_KERNEL_LAYOUT.maxAssociatedBytes;
const keyBytes = randomBytes(32);

/** The same by a cipher object of OpenSSL for each text. */
function slowSeal(nonce: Uint8Array, text: Uint8Array, associated: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', keyBytes, nonce).setAAD(associated);
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

function shortGcm(): NativeShortGcm {
  const made = NativeShortGcm.create(createSecretKey(keyBytes));
  assert.ok(made !== undefined);
  return made;
}

function seal(gcm: NativeShortGcm, nonce: Uint8Array, text: Uint8Array, associated: Uint8Array): Buffer {
  const target = Buffer.alloc(3 + text.length + 16 + 1, 0xee);
  const third = Math.floor(text.length / 3);
  const parts = [text.subarray(0, third), text.subarray(third, third), text.subarray(third)];
  assert.equal(gcm.seal(target, 3, nonce, parts, associated), target.length - 1);
  assert.deepEqual([target[0], target[2], target.at(-1)], [0xee, 0xee, 0xee]);
  return target.subarray(3, -1);
}

/** Four bytes that never change, then a counter of 64 bits. */
function nonceOf(counter: bigint, prefix: number = 0): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(prefix);
  nonce.writeBigUInt64BE(counter, 4);
  return nonce;
}

describe('AES-256-GCM of short texts', () => {
  test('is that of OpenSSL for every length, both ways', () => {
    const [sealer, opener] = [shortGcm(), shortGcm()];
    for (let length = 0; length <= MAX_BYTES; length++) {
      const nonce = nonceOf(BigInt(length));
      const [text, associated] = [randomBytes(length), randomBytes(length % (MAX_ASSOCIATED_BYTES + 1))];
      const sealed = slowSeal(nonce, text, associated);
      assert.deepEqual(seal(sealer, nonce, text, associated), sealed);
      assert.deepEqual(Buffer.from(opener.open(nonce, sealed, associated) ?? []), text);
    }
  });

  test('is that of OpenSSL for nonces in any order', () => {
    const gcm = shortGcm();
    const near = [
      0n,
      1n,
      7n,
      8n,
      7n,
      3n,
      2n ** 32n - 9n,
      2n ** 32n - 1n,
      2n ** 32n,
      2n ** 64n - 1n,
      2n ** 32n + 1n,
      1n,
    ];
    const nonces = near.flatMap((counter) => [nonceOf(counter), nonceOf(counter, 1), nonceOf(counter)]);
    for (const nonce of [...nonces, ...Array.from({ length: 100 }, () => randomBytes(12))]) {
      const text = randomBytes(40);
      assert.deepEqual(seal(gcm, nonce, text, nonce), slowSeal(nonce, text, nonce), nonce.toString('hex'));
    }
  });

  test('is that of OpenSSL for a nonce that is part of a larger buffer', () => {
    const gcm = shortGcm();
    const nonce = randomBytes(40).subarray(5, 17);
    assert.deepEqual(seal(gcm, nonce, keyBytes, nonce), slowSeal(nonce, keyBytes, nonce));
  });

  test('is that of OpenSSL for two keys in turn', () => {
    const [ours, other] = [shortGcm(), NativeShortGcm.create(createSecretKey(randomBytes(32)))];
    assert.ok(other !== undefined);
    for (let counter = 0n; counter < 20n; counter++) {
      const nonce = nonceOf(counter);
      other.seal(Buffer.alloc(80), 0, nonce, [keyBytes], nonce);
      assert.deepEqual(seal(ours, nonce, keyBytes, nonce), slowSeal(nonce, keyBytes, nonce));
    }
  });

  test('opens nothing with a bit changed anywhere, and then what it should', () => {
    const gcm = shortGcm();
    const [nonce, associated] = [nonceOf(5n), randomBytes(4)];
    const sealed = slowSeal(nonce, keyBytes, associated);
    for (const part of [sealed, nonce, associated]) {
      for (let bit = 0; bit < part.length * 8; bit++) {
        part.writeUInt8(part.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        assert.equal(gcm.open(nonce, sealed, associated), undefined);
        part.writeUInt8(part.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      }
    }
    assert.deepEqual(Buffer.from(gcm.open(nonce, sealed, associated) ?? []), keyBytes);
  });

  test('leaves no plaintext that it opened in memory that all keys share', () => {
    const { memory } = gcmKernel() as GcmKernel;
    const nonce = nonceOf(1n);
    const opened = shortGcm().open(nonce, slowSeal(nonce, keyBytes, nonce), nonce);
    assert.deepEqual(Buffer.from(opened ?? []), keyBytes);
    assert.equal(Buffer.from(memory).includes(keyBytes.subarray(0, 8)), false);
  });

  test('is for short ones only', () => {
    assert.equal(NativeShortGcm.takes(MAX_BYTES, MAX_ASSOCIATED_BYTES), true);
    assert.equal(NativeShortGcm.takes(MAX_BYTES + 1, 0), false);
    assert.equal(NativeShortGcm.takes(0, MAX_ASSOCIATED_BYTES + 1), false);
  });
});

test('a native key changes its ways after many short texts, and nothing of what comes out', () => {
  const key = new NativeAead('AES-256-GCM').importKey(keyBytes);
  for (let counter = 0; counter < 200; counter++) {
    const nonce = nonceOf(BigInt(counter));
    const [text, associated] = [randomBytes(counter % 5 === 0 ? 500 : counter), randomBytes(counter % 20)];
    const sealed = slowSeal(nonce, text, associated);
    const target = Buffer.alloc(sealed.length);
    assert.equal(key.sealInto(target, 0, nonce, [text], associated), target.length);
    assert.deepEqual(target, sealed);
    assert.deepEqual(Buffer.from(key.open(nonce, sealed, associated)), text);
    sealed.writeUInt8(sealed.readUInt8(0) ^ 1);
    assert.throws(() => key.open(nonce, sealed, associated), { code: 'CRYPTO_AUTHENTICATION_FAILED' });
  }
  assert.throws(() => key.open(nonceOf(1n), new Uint8Array(15)), { code: 'CRYPTO_AUTHENTICATION_FAILED' });
});
