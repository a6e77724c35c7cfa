import assert from 'node:assert/strict';
import { createHmac, hash, hkdfSync, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { SHA512_KERNEL_LAYOUT as AT, type Sha512Kernel, sha512Kernel } from '../../src/crypto/sha512-kernel.ts';
import { sha512KernelBase64 } from '../../src/crypto/sha512-kernel-module.ts';

const kernel = sha512Kernel() as Sha512Kernel;
const outputOf = (bytes: number): string =>
  Buffer.from(kernel.memory.slice(AT.output, AT.output + bytes)).toString('hex');

/** Leftovers everywhere but in the constants. */
function litter(): void {
  kernel.memory.fill(0xee, 640, 8192);
}

describe('the kernel of SHA-512', () => {
  test('has its memory laid out as the program says', () => {
    const module = new WebAssembly.Module(Buffer.from(sha512KernelBase64, 'base64'));
    const { exports } = new WebAssembly.Instance(module);
    const valueOf = (name: string): unknown => (exports[name] as WebAssembly.Global).value;
    const places = ['KEY_OFFSET', 'TEXT_OFFSET', 'INFO_OFFSET', 'OUTPUT_OFFSET'].map(valueOf);
    assert.deepEqual(places, [AT.key, AT.text, AT.info, AT.output]);
    const limits = ['MAX_KEY_BYTES', 'MAX_TEXT_BYTES', 'MAX_INFO_BYTES', 'MAX_OUTPUT_BYTES'].map(valueOf);
    assert.deepEqual(limits, [AT.maxKeyBytes, AT.maxTextBytes, AT.maxInfoBytes, AT.maxOutputBytes]);
    // The longest text and its padding end before the next place.
    assert.ok(AT.text + AT.maxTextBytes + 256 <= AT.info && AT.info + AT.maxInfoBytes <= AT.output);
  });

  test('is made once', () => {
    assert.equal(sha512Kernel(), kernel);
  });

  test('hashes texts of every length as OpenSSL does', () => {
    for (let length = 0; length <= AT.maxTextBytes; length++) {
      const text = randomBytes(length);
      litter();
      kernel.memory.set(text, AT.text);
      kernel.digest(length);
      assert.equal(outputOf(64), hash('sha512', text, 'hex'), `${length} bytes: ${text.toString('hex')}`);
    }
  });

  test('computes HMAC as OpenSSL does, for keys of every length', () => {
    for (let length = 0; length <= AT.maxKeyBytes; length++) {
      const [key, text] = [randomBytes(length), randomBytes((length * 61) % (AT.maxTextBytes + 1))];
      litter();
      kernel.memory.set(key, AT.key);
      kernel.memory.set(text, AT.text);
      kernel.hmac(key.length, text.length);
      assert.equal(outputOf(64), createHmac('sha512', key).update(text).digest('hex'), key.toString('hex'));
    }
  });

  test('computes HKDF as OpenSSL does, for outputs and infos of every length', () => {
    for (let length = 1; length <= AT.maxInfoBytes; length++) {
      const [salt, input, info] = [randomBytes(length % 129), randomBytes((length * 53) % 2049), randomBytes(length)];
      const outputBytes = 1 + (length % AT.maxOutputBytes);
      litter();
      kernel.memory.set(salt, AT.key);
      kernel.memory.set(input, AT.text);
      kernel.memory.set(info, AT.info);
      kernel.hkdf(salt.length, input.length, info.length, outputBytes);
      const expected = Buffer.from(hkdfSync('sha512', input, salt, info, outputBytes)).toString('hex');
      assert.equal(outputOf(outputBytes), expected, `${length}`);
    }
  });

  test('leaves nothing but its output behind', () => {
    for (const call of [() => kernel.hmac(128, 2048), () => kernel.hkdf(128, 2048, 512, 256)]) {
      kernel.memory.fill(0x5a, AT.key, AT.output);
      call();
      const all = Buffer.from(kernel.memory);
      assert.deepEqual(all.subarray(0, AT.key + AT.maxKeyBytes), Buffer.alloc(AT.key + AT.maxKeyBytes));
      assert.deepEqual(all.subarray(AT.text, AT.text + 2304), Buffer.alloc(2304));
      assert.deepEqual(all.subarray(AT.info, AT.info + 512), Buffer.alloc(512));
      assert.deepEqual(all.subarray(7168, 8192), Buffer.alloc(1024));
    }
    kernel.memory.fill(0x5a, AT.text, AT.info);
    kernel.digest(2048);
    const rest = Buffer.from(kernel.memory.subarray(AT.text, AT.text + 2048));
    assert.deepEqual(rest, Buffer.alloc(2048));
  });
});
