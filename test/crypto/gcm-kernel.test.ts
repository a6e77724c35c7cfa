import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { GCM_KERNEL_LAYOUT as AT, type GcmKernel, gcmKernel } from '../../src/crypto/gcm-kernel.ts';
import { gcmKernelBase64 } from '../../src/crypto/gcm-kernel-module.ts';
import { vectorPermuteTables } from './vector-permute-tables.ts';

const kernel = gcmKernel() as GcmKernel;
/** Where the kernel keeps its tables: tools/wasm/kernel-module.ts. */
const TABLES = 1024;
const HASH_KEY = AT.expandedBytes - 16;

/** x * y in the field of GCM, bit by bit: SP 800-38D §6.3, algorithm 1. */
function slowProduct(x: bigint, y: bigint): bigint {
  const R = 0xe1n << 120n;
  let z = 0n;
  let v = y;
  for (let bit = 127n; bit >= 0n; bit--) {
    if ((x >> bit) & 1n) z ^= v;
    v = v & 1n ? (v >> 1n) ^ R : v >> 1n;
  }
  return z;
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
const padded = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)]);

/** GHASH by {@link slowProduct}: SP 800-38D §6.4, over padded data and ciphertext and their lengths. */
function slowTag(hashKey: Uint8Array, mask: Uint8Array, associated: Uint8Array, ciphertext: Uint8Array): Buffer {
  const lengths = Buffer.alloc(16);
  lengths.writeBigUInt64BE(BigInt(associated.length * 8));
  lengths.writeBigUInt64BE(BigInt(ciphertext.length * 8), 8);
  const blocks = Buffer.concat([padded(associated), padded(ciphertext), lengths]);
  let hash = 0n;
  for (let at = 0; at < blocks.length; at += 16) {
    hash = slowProduct(hash ^ numberOf(blocks.subarray(at, at + 16)), numberOf(hashKey));
  }
  return Buffer.from((hash ^ numberOf(mask)).toString(16).padStart(32, '0'), 'hex');
}

/** AES-256 of OpenSSL, of one block. */
function slowBlock(key: Uint8Array, block: Uint8Array): Buffer {
  return createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block);
}

/** The counter blocks from number one on, encrypted by {@link slowBlock}: SP 800-38D §7.1. */
function slowStream(key: Uint8Array, nonce: Uint8Array, blocks: number): Buffer {
  const counted = Array.from({ length: blocks }, (_, index) => {
    const block = Buffer.concat([nonce, Buffer.alloc(4)]);
    block.writeUInt32BE(index + 1, 12);
    return slowBlock(key, block);
  });
  return Buffer.concat(counted);
}

interface Case {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly associated: Uint8Array;
  readonly text: Uint8Array;
}

function randomCase(textBytes: number, associatedBytes: number): Case {
  return {
    key: randomBytes(32),
    nonce: randomBytes(12),
    associated: randomBytes(associatedBytes),
    text: randomBytes(textBytes),
  };
}

/** Puts a case into the kernel's memory, among leftovers, and expands its key. */
function load({ key, nonce, associated, text }: Case, tag: Uint8Array = new Uint8Array(0)): void {
  kernel.memory.fill(0xee, 0, AT.text + AT.maxTextBytes + 32);
  kernel.memory.set(key, AT.key);
  kernel.expand();
  kernel.memory.set(nonce, AT.nonce);
  kernel.memory.set(associated, AT.associated);
  kernel.memory.set(text, AT.text);
  kernel.memory.set(tag, AT.text + text.length);
}

const memoryAt = (from: number, length: number): Buffer => Buffer.from(kernel.memory.subarray(from, from + length));
const masked = ({ text }: Case, stream: Uint8Array): Buffer =>
  Buffer.from(text.map((byte, at) => byte ^ (stream[16 + at] ?? 0)));

describe('the kernel of AES-256-GCM', () => {
  test('has its memory laid out as the program says', () => {
    const module = new WebAssembly.Module(Buffer.from(gcmKernelBase64, 'base64'));
    const { exports } = new WebAssembly.Instance(module);
    const valueOf = (name: string): unknown => (exports[name] as WebAssembly.Global).value;
    assert.equal(valueOf('KEY_OFFSET'), AT.key);
    assert.equal(valueOf('NONCE_OFFSET'), AT.nonce);
    assert.equal(valueOf('ASSOCIATED_OFFSET'), AT.associated);
    assert.equal(valueOf('TEXT_OFFSET'), AT.text);
    assert.equal(valueOf('EXPANDED_BYTES'), AT.expandedBytes);
    assert.equal(valueOf('MAX_TEXT_BYTES'), AT.maxTextBytes);
    assert.equal(valueOf('MAX_ASSOCIATED_BYTES'), AT.maxAssociatedBytes);
  });

  test('is made once', () => {
    assert.equal(gcmKernel(), kernel);
  });

  test('has the tables that follow from the field of AES and the S-box', () => {
    const tables = vectorPermuteTables(0x12, 0x0d);
    assert.equal(tables.length, 10);
    assert.deepEqual(memoryAt(TABLES, 160), Buffer.from(tables.flat()));
  });

  test('expands keys to what encrypts as FIPS 197 says', () => {
    // FIPS 197, appendix C.3.
    const key = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');
    assert.equal(
      slowBlock(key, Buffer.from('00112233445566778899aabbccddeeff', 'hex')).toString('hex'),
      '8ea2b7ca516745bfeafc49904b496089',
    );
    for (const each of [key, ...Array.from({ length: 300 }, () => randomBytes(32))]) {
      kernel.memory.set(each, AT.key);
      kernel.expand();
      assert.deepEqual(memoryAt(AT.key, 32), Buffer.from(each), 'the key stays');
      assert.deepEqual(memoryAt(HASH_KEY, 16), slowBlock(each, Buffer.alloc(16)));
    }
  });

  test('computes what the bit-by-bit definition says, for every length', () => {
    for (let textBytes = 0; textBytes <= AT.maxTextBytes; textBytes++) {
      const given = randomCase(textBytes, textBytes % (AT.maxAssociatedBytes + 1));
      const stream = slowStream(given.key, given.nonce, 13);
      load(given);
      const hashKey = memoryAt(HASH_KEY, 16);
      kernel.seal(textBytes, given.associated.length);
      const ciphertext = masked(given, stream);
      const tag = slowTag(hashKey, stream.subarray(0, 16), given.associated, ciphertext);
      assert.deepEqual(memoryAt(AT.text, textBytes + 16), Buffer.concat([ciphertext, tag]), `${textBytes} bytes`);
    }
  });

  test('computes it for hash keys and blocks of few and of all bits', () => {
    const { key, nonce } = randomCase(0, 0);
    const stream = slowStream(key, nonce, 13);
    const blocks = [0, 1, 127].map((bit) => Buffer.from((1n << BigInt(bit)).toString(16).padStart(32, '0'), 'hex'));
    for (const hashKey of [...blocks, Buffer.alloc(16), Buffer.alloc(16, 0xff)]) {
      for (const ciphertext of [...blocks, Buffer.alloc(16, 0xff), Buffer.alloc(AT.maxTextBytes, 0xff)]) {
        const given = { key, nonce, associated: Buffer.alloc(16, 0xff), text: ciphertext };
        const text = masked(given, stream);
        load({ ...given, text });
        kernel.memory.set(hashKey, HASH_KEY);
        kernel.seal(text.length, 16);
        const tag = slowTag(hashKey, stream.subarray(0, 16), given.associated, ciphertext);
        assert.deepEqual(memoryAt(AT.text + text.length, 16), tag);
      }
    }
  });

  test('opens what it sealed, and nothing with a bit changed', () => {
    const given = randomCase(45, 4);
    load(given);
    kernel.seal(45, 4);
    const sealed = memoryAt(AT.text, 61);
    load({ ...given, text: sealed });
    assert.equal(kernel.open(45, 4), 0);
    assert.deepEqual(memoryAt(AT.text, 45), Buffer.from(given.text));
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      load({ ...given, text: changed });
      assert.notEqual(kernel.open(45, 4), 0, `bit ${bit}`);
      assert.notDeepEqual(memoryAt(AT.text, 45), Buffer.from(given.text), 'nothing is decrypted');
    }
  });

  test('forgets keys, key stream and text', () => {
    load(randomCase(AT.maxTextBytes, AT.maxAssociatedBytes));
    kernel.seal(AT.maxTextBytes, AT.maxAssociatedBytes);
    kernel.forget();
    const end = AT.text + AT.maxTextBytes + 16;
    assert.deepEqual(memoryAt(0, end), Buffer.alloc(end));
  });
});
