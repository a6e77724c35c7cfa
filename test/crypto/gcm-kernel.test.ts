import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { GCM_KERNEL_LAYOUT as AT, type GcmKernel, gcmKernel } from '../../src/crypto/gcm-kernel.ts';
import { gcmKernelBase64 } from '../../src/crypto/gcm-kernel-module.ts';

const kernel = gcmKernel() as GcmKernel;
const STREAM_BYTES = 16 + AT.maxTextBytes;

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

interface Case {
  readonly hashKey: Uint8Array;
  readonly stream: Uint8Array;
  readonly associated: Uint8Array;
  readonly text: Uint8Array;
}

function randomCase(textBytes: number, associatedBytes: number): Case {
  return {
    hashKey: randomBytes(16),
    stream: randomBytes(STREAM_BYTES),
    associated: randomBytes(associatedBytes),
    text: randomBytes(textBytes),
  };
}

/** Puts a case into the kernel's memory, among leftovers. */
function load({ hashKey, stream, associated, text }: Case, tag: Uint8Array = new Uint8Array(0)): void {
  kernel.memory.fill(0xee, 0, AT.text + AT.maxTextBytes + 32);
  kernel.memory.set(hashKey, AT.hashKey);
  kernel.memory.set(associated, AT.associated);
  kernel.memory.set(stream, AT.stream);
  kernel.memory.set(text, AT.text);
  kernel.memory.set(tag, AT.text + text.length);
}

const memoryAt = (from: number, length: number): Buffer => Buffer.from(kernel.memory.subarray(from, from + length));
const masked = ({ text, stream }: Case): Buffer => Buffer.from(text.map((byte, at) => byte ^ (stream[16 + at] ?? 0)));

describe('the kernel of GCM', () => {
  test('has its memory laid out as the program says', () => {
    const module = new WebAssembly.Module(Buffer.from(gcmKernelBase64, 'base64'));
    const { exports } = new WebAssembly.Instance(module);
    const valueOf = (name: string): unknown => (exports[name] as WebAssembly.Global).value;
    assert.equal(valueOf('HASH_KEY_OFFSET'), AT.hashKey);
    assert.equal(valueOf('ASSOCIATED_OFFSET'), AT.associated);
    assert.equal(valueOf('STREAM_OFFSET'), AT.stream);
    assert.equal(valueOf('TEXT_OFFSET'), AT.text);
    assert.equal(valueOf('MAX_TEXT_BYTES'), AT.maxTextBytes);
    assert.equal(valueOf('MAX_ASSOCIATED_BYTES'), AT.maxAssociatedBytes);
    assert.ok(AT.stream + STREAM_BYTES <= AT.text);
  });

  test('is made once', () => {
    assert.equal(gcmKernel(), kernel);
  });

  test('computes what the bit-by-bit definition says, for every length', () => {
    for (let textBytes = 0; textBytes <= AT.maxTextBytes; textBytes++) {
      const given = randomCase(textBytes, textBytes % (AT.maxAssociatedBytes + 1));
      load(given);
      kernel.seal(textBytes, given.associated.length);
      const ciphertext = masked(given);
      const tag = slowTag(given.hashKey, given.stream.subarray(0, 16), given.associated, ciphertext);
      assert.deepEqual(memoryAt(AT.text, textBytes + 16), Buffer.concat([ciphertext, tag]), `${textBytes} bytes`);
    }
  });

  test('computes it for keys and blocks of few and of all bits', () => {
    const blocks = [0, 1, 127].map((bit) => Buffer.from((1n << BigInt(bit)).toString(16).padStart(32, '0'), 'hex'));
    for (const hashKey of [...blocks, Buffer.alloc(16), Buffer.alloc(16, 0xff)]) {
      for (const text of [...blocks, Buffer.alloc(16, 0xff), Buffer.alloc(AT.maxTextBytes, 0xff)]) {
        const given = { hashKey, stream: Buffer.alloc(STREAM_BYTES), associated: Buffer.alloc(16, 0xff), text };
        load(given);
        kernel.seal(text.length, 16);
        assert.deepEqual(
          memoryAt(AT.text + text.length, 16),
          slowTag(hashKey, Buffer.alloc(16), given.associated, text),
        );
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

  test('leaves no key stream behind', () => {
    const given = randomCase(100, 4);
    load(given);
    kernel.seal(100, 4);
    assert.deepEqual(memoryAt(AT.stream, STREAM_BYTES), Buffer.alloc(STREAM_BYTES));
    load(given);
    kernel.open(80, 4);
    assert.deepEqual(memoryAt(AT.stream, STREAM_BYTES), Buffer.alloc(STREAM_BYTES));
  });
});
