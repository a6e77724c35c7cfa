import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { GCM_KERNEL_LAYOUT, type GcmKernel, gcmKernel } from '../../src/crypto/gcm-kernel.ts';
import { ShortAesGcm } from '../../src/crypto/short-aes-gcm.ts';

const MAX_BYTES = GCM_KERNEL_LAYOUT.maxTextBytes;
const MAX_ASSOCIATED_BYTES = GCM_KERNEL_LAYOUT.maxAssociatedBytes;
const kernel = gcmKernel() as GcmKernel;
const gcm = new ShortAesGcm(kernel);

/** The same by a cipher object of OpenSSL for each text. */
function slowSeal(key: Uint8Array, nonce: Uint8Array, text: Uint8Array, associated: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated);
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

/** Seals in three parts, one of them empty, into the middle of an array. */
function seal(key: Uint8Array, nonce: Uint8Array, text: Uint8Array, associated: Uint8Array): Buffer {
  const target = Buffer.alloc(3 + text.length + 16 + 1, 0xee);
  const third = Math.floor(text.length / 3);
  const parts = [text.subarray(0, third), text.subarray(third, third), text.subarray(third)];
  assert.equal(gcm.sealInto(target, 3, key, nonce, parts, associated), target.length - 1);
  assert.deepEqual([target[0], target[2], target.at(-1)], [0xee, 0xee, 0xee]);
  return target.subarray(3, -1);
}

function open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, associated: Uint8Array): Buffer | undefined {
  const target = Buffer.alloc(sealed.length - 16 + 1, 0xee);
  const isRight = gcm.openInto(target, key, nonce, sealed, associated);
  assert.equal(target.at(-1), 0xee);
  if (isRight) return target.subarray(0, -1);
  assert.ok(
    target.every((byte) => byte === 0xee),
    'nothing is written',
  );
  return undefined;
}

describe('AES-256-GCM of short texts', () => {
  test('is that of OpenSSL for every length, both ways, under a key as it is and expanded', () => {
    for (let length = 0; length <= MAX_BYTES; length++) {
      const [bare, nonce] = [randomBytes(32), randomBytes(12)];
      using expanded = gcm.expand(bare);
      const [text, associated] = [randomBytes(length), randomBytes(length % (MAX_ASSOCIATED_BYTES + 1))];
      const sealed = slowSeal(bare, nonce, text, associated);
      for (const key of [bare, expanded.expose()]) {
        assert.deepEqual(seal(key, nonce, text, associated), sealed, `${length} bytes`);
        assert.deepEqual(open(key, nonce, sealed, associated), text, `${length} bytes`);
      }
    }
  });

  test('is that of OpenSSL for keys, nonces and texts of all zeros, all ones and single bits', () => {
    const patterns = (bytes: number): readonly Buffer[] => [
      Buffer.alloc(bytes),
      Buffer.alloc(bytes, 0xff),
      ...Array.from({ length: 8 * bytes }, (_, bit) => {
        const one = Buffer.alloc(bytes);
        one.writeUInt8(0x80 >> (bit % 8), Math.floor(bit / 8));
        return one;
      }),
    ];
    const text = Buffer.alloc(20, 0xaa);
    for (const key of patterns(32)) {
      for (const nonce of patterns(12).slice(0, 3)) {
        assert.deepEqual(seal(key, nonce, text, nonce), slowSeal(key, nonce, text, nonce));
      }
    }
    const key = Buffer.alloc(32, 7);
    for (const pattern of patterns(16)) {
      const nonce = pattern.subarray(4);
      assert.deepEqual(seal(key, nonce, pattern, pattern), slowSeal(key, nonce, pattern, pattern));
    }
  });

  test('is that of OpenSSL for arrays that are parts of larger ones', () => {
    const [key, nonce] = [randomBytes(50).subarray(7, 39), randomBytes(40).subarray(5, 17)];
    assert.deepEqual(seal(key, nonce, key, nonce), slowSeal(key, nonce, key, nonce));
  });

  test('opens nothing with a bit changed anywhere, and then what it should', () => {
    const [key, nonce, associated] = [randomBytes(32), randomBytes(12), randomBytes(4)];
    const sealed = slowSeal(key, nonce, key, associated);
    for (const part of [sealed, nonce, associated, key]) {
      for (let bit = 0; bit < part.length * 8; bit++) {
        part.writeUInt8(part.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        assert.equal(open(key, nonce, sealed, associated), undefined);
        part.writeUInt8(part.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      }
    }
    assert.deepEqual(open(key, nonce, sealed, associated), key);
  });

  test('leaves nothing of keys, texts and what masks them in the memory that all keys share', () => {
    const secretsEnd = GCM_KERNEL_LAYOUT.text + MAX_BYTES + 32;
    const isEmpty = (): boolean => kernel.memory.subarray(0, secretsEnd).every((byte) => byte === 0);
    const [key, nonce, text] = [randomBytes(32), randomBytes(12), randomBytes(MAX_BYTES)];
    using expanded = gcm.expand(key);
    assert.ok(isEmpty(), 'expanding');
    const sealed = seal(expanded.expose(), nonce, text, nonce);
    assert.ok(isEmpty(), 'sealing');
    assert.deepEqual(open(key, nonce, sealed, nonce), text);
    assert.ok(isEmpty(), 'opening');
    assert.equal(open(key, nonce, sealed, key), undefined);
    assert.ok(isEmpty(), 'refusing');
  });

  test('is for short ones only', () => {
    assert.equal(ShortAesGcm.takes(MAX_BYTES, MAX_ASSOCIATED_BYTES), true);
    assert.equal(ShortAesGcm.takes(MAX_BYTES + 1, 0), false);
    assert.equal(ShortAesGcm.takes(0, MAX_ASSOCIATED_BYTES + 1), false);
  });
});
