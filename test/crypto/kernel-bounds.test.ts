import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { GCM_KERNEL_LAYOUT as GCM } from '../../src/crypto/gcm-kernel.ts';
import { gcmKernelBase64 } from '../../src/crypto/gcm-kernel-module.ts';
import { ML_KEM_KERNEL_LAYOUT as KEM } from '../../src/crypto/ml-kem-kernel.ts';
import { mlKemKernelBase64 } from '../../src/crypto/ml-kem-kernel-module.ts';
import { SHA512_KERNEL_LAYOUT as SHA, sha512Kernel } from '../../src/crypto/sha512-kernel.ts';
import { sha512KernelBase64 } from '../../src/crypto/sha512-kernel-module.ts';
import { ShortSha512 } from '../../src/crypto/short-sha512.ts';

const PAGE_BYTES = 65_536;
const TAG_BYTES = 16;
const MARK = 0xa5;
/** Where the tables of AES, those of SHA-512, and those of ML-KEM begin: wasm/. */
const GCM_TABLES = 1024;
const SHA_TABLES = 8192;
/** Where SHA-512 makes the next output of HKDF of the last. */
const SHA_LINK = 7168;
const KEM_WORK = 12_288;
const KEM_TABLES = 32_768;
const HOSTILE_SIZES: readonly number[] = [-1, -16, 193, 4096, 65_536, 2 ** 31 - 1, -(2 ** 31)];

type Calls = Readonly<Record<string, (...sizes: readonly number[]) => number | undefined>>;

/** A kernel of its own, so that nothing that is done to it reaches the one that the product uses. */
function fresh(base64: string): {
  readonly bytes: Uint8Array;
  readonly memory: WebAssembly.Memory;
  readonly calls: Calls;
} {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(base64, 'base64')));
  const { memory, ...calls } = exports as unknown as { readonly memory: WebAssembly.Memory } & Calls;
  return { memory, calls, bytes: new Uint8Array(memory.buffer) };
}

function call(calls: Calls, name: string, ...sizes: readonly number[]): number | undefined {
  const own = calls[name];
  assert.ok(own !== undefined, name);
  return own(...sizes);
}

describe('a kernel in WebAssembly', () => {
  test('has one page of memory, and cannot have more', () => {
    for (const base64 of [gcmKernelBase64, sha512KernelBase64, mlKemKernelBase64]) {
      const { memory } = fresh(base64);
      assert.equal(memory.buffer.byteLength, PAGE_BYTES);
      assert.throws(() => memory.grow(1), RangeError);
    }
  });

  test('of GCM touches nothing behind the text and its tag, at every length', () => {
    const { bytes, calls } = fresh(gcmKernelBase64);
    const tables = Buffer.from(bytes.slice(GCM_TABLES));
    for (let textBytes = 0; textBytes <= GCM.maxTextBytes; textBytes += 1) {
      for (const associatedBytes of [0, 1, 15, 16, 17, 63, 64]) {
        bytes.set(randomBytes(GCM.text), 0);
        const end = GCM.text + textBytes + TAG_BYTES;
        bytes.fill(MARK, end, GCM_TABLES);
        call(calls, 'expand');
        call(calls, 'seal', textBytes, associatedBytes);
        call(calls, 'open', textBytes, associatedBytes);
        const about = `${textBytes} and ${associatedBytes} bytes`;
        assert.ok(
          bytes.subarray(end, GCM_TABLES).every((byte) => byte === MARK),
          about,
        );
        assert.ok(Buffer.from(bytes.subarray(GCM_TABLES)).equals(tables), about);
      }
    }
  });

  test('of SHA-512 touches neither its tables nor anything behind its output, and leaves nothing of what it read, at every length', () => {
    const { bytes, calls } = fresh(sha512KernelBase64);
    const tables = bytes.slice(SHA_TABLES);
    const behind = SHA.output + SHA.maxOutputBytes;
    const check = (about: string): void => {
      assert.ok(
        bytes.subarray(behind, SHA_LINK).every((byte) => byte === MARK),
        about,
      );
      for (const [from, to] of [
        [0, SHA.output],
        [SHA_LINK, SHA_TABLES],
      ] as const)
        assert.ok(
          bytes.subarray(from, to).every((byte) => byte === 0),
          `${about}: overwritten`,
        );
      assert.ok(Buffer.from(bytes.subarray(SHA_TABLES)).equals(tables), about);
    };
    bytes.fill(MARK, behind, SHA_LINK);
    for (let textBytes = 0; textBytes <= SHA.maxTextBytes; textBytes += 1) {
      const text = randomBytes(textBytes);
      bytes.set(text, SHA.text);
      call(calls, 'digest', textBytes);
      const digest = Buffer.from(bytes.subarray(SHA.output, SHA.output + 64));
      assert.ok(digest.equals(createHash('sha512').update(text).digest()), `${textBytes} bytes`);
      check(`digest of ${textBytes}`);
    }
    for (let keyBytes = 0; keyBytes <= SHA.maxKeyBytes; keyBytes += 1) {
      call(calls, 'hmac', keyBytes, SHA.maxTextBytes - keyBytes);
      call(calls, 'hkdf', keyBytes, keyBytes, SHA.maxInfoBytes - keyBytes, SHA.maxOutputBytes - keyBytes);
      check(`keys of ${keyBytes}`);
    }
  });

  test('of ML-KEM keeps to its places, leaves its tables alone and nothing in its working space (100 keys)', () => {
    const { bytes, calls } = fresh(mlKemKernelBase64);
    call(calls, 'init');
    const tables = bytes.slice(KEM_TABLES);
    const check = (about: string): void => {
      const gap = KEM.expanded + KEM.expandedBytes;
      assert.ok(
        bytes.subarray(gap, KEM_WORK).every((byte) => byte === 0),
        `${about}: behind the expanded key`,
      );
      assert.ok(
        bytes.subarray(KEM_WORK, KEM_TABLES).every((byte) => byte === 0),
        `${about}: working space`,
      );
      assert.ok(Buffer.from(bytes.subarray(KEM_TABLES)).equals(tables), `${about}: tables`);
    };
    for (let round = 0; round < 100; round += 1) {
      bytes.set(randomBytes(64), KEM.seed);
      call(calls, 'generate');
      check('generate');
      const publicKey = bytes.slice(KEM.publicKey, KEM.publicKey + KEM.publicKeyBytes);
      const secret = bytes.slice(KEM.secret, KEM.secret + KEM.secretBytes);
      bytes.set(randomBytes(32), KEM.message);
      call(calls, 'expand');
      check('expand');
      call(calls, 'encapsulate');
      check('encapsulate');
      const shared = bytes.slice(KEM.shared, KEM.shared + 32);
      // Every other ciphertext is of nobody: it is decapsulated all the same.
      if (round % 2 === 1) bytes.set(randomBytes(KEM.ciphertextBytes), KEM.ciphertext);
      const ciphertext = bytes.slice(KEM.ciphertext, KEM.ciphertext + KEM.ciphertextBytes);
      call(calls, 'decapsulate');
      check('decapsulate');
      const again = bytes.slice(KEM.shared, KEM.shared + 32);
      assert.equal(Buffer.from(shared).equals(again), round % 2 === 0);
      for (const [at, before] of [
        [KEM.publicKey, publicKey],
        [KEM.secret, secret],
        [KEM.ciphertext, ciphertext],
      ] as const)
        assert.ok(Buffer.from(bytes.subarray(at, at + before.length)).equals(before), 'what is only read stays');
      call(calls, 'forget');
      for (const [at, length] of [
        [KEM.seed, 64],
        [KEM.secret, KEM.secretBytes],
        [KEM.shared, 32],
      ] as const)
        assert.ok(
          bytes.subarray(at, at + length).every((byte) => byte === 0),
          'forgotten',
        );
    }
  });

  test('that is given sizes beyond its limits traps or stays in its page', () => {
    for (const size of HOSTILE_SIZES) {
      for (const [base64, name, count] of [
        [gcmKernelBase64, 'seal', 2],
        [gcmKernelBase64, 'open', 2],
        [sha512KernelBase64, 'digest', 1],
        [sha512KernelBase64, 'hmac', 2],
        [sha512KernelBase64, 'hkdf', 4],
      ] as const) {
        const { memory, calls } = fresh(base64);
        try {
          call(calls, name, ...Array.from({ length: count }, () => size));
        } catch (error) {
          assert.ok(error instanceof WebAssembly.RuntimeError, `${name} of ${size}: ${String(error)}`);
        }
        assert.equal(memory.buffer.byteLength, PAGE_BYTES);
      }
    }
  });

  test('is never given such sizes: what is longer is left to OpenSSL', () => {
    const kernel = sha512Kernel();
    assert.ok(kernel !== undefined);
    const short = new ShortSha512(kernel);
    for (const bytes of [SHA.maxTextBytes, SHA.maxTextBytes + 1, 10_000]) {
      assert.equal(short.digest([new Uint8Array(bytes)]), undefined);
      assert.equal(short.hmac(new Uint8Array(32), [new Uint8Array(bytes)]), undefined);
    }
    assert.equal(short.hmac(new Uint8Array(SHA.maxKeyBytes + 1), [new Uint8Array(1)]), undefined);
    const digest = short.digest([Buffer.from('abc')]);
    assert.equal(Buffer.from(digest ?? []).toString('hex'), createHash('sha512').update('abc').digest('hex'));
  });
});
