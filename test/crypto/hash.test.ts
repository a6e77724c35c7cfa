import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import { concatBytes, utf8 } from '../../src/base/index.ts';
import type { Hash, HashName } from '../../src/crypto/index.ts';
import { backends } from './backends.ts';
import { toHex } from './hex.ts';
import { assertRefused } from './refusal.ts';

const hashNames: readonly HashName[] = [
  'SHA-256',
  'SHA-384',
  'SHA-512',
  'SHA3-256',
  'SHA3-384',
  'SHA3-512',
  'BLAKE2s',
  'BLAKE2b',
];
const message = Uint8Array.from({ length: 1_000 }, (_, index) => index * 7);

/** HMAC as its definition has it: RFC 2104 §2. */
function hmacByDefinition(hash: Hash, key: Uint8Array, text: Uint8Array): Uint8Array {
  const block = new Uint8Array(hash.blockBytes);
  block.set(key.length > hash.blockBytes ? hash.digest(key) : key);
  const inner = hash.digest(
    block.map((byte) => byte ^ 0x36),
    text,
  );
  return hash.digest(
    block.map((byte) => byte ^ 0x5c),
    inner,
  );
}

/** HKDF as its definition has it: RFC 5869 §2. */
function hkdfByDefinition(
  hash: Hash,
  inputKey: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  bytes: number,
): Uint8Array {
  const key = hmacByDefinition(hash, salt, inputKey);
  let previous: Uint8Array = new Uint8Array(0);
  let output: Uint8Array = new Uint8Array(0);
  for (let counter = 1; output.length < bytes; counter++) {
    previous = hmacByDefinition(hash, key, concatBytes(previous, info, Uint8Array.of(counter)));
    output = concatBytes(output, previous);
  }
  return output.subarray(0, bytes);
}

for (const backend of backends) {
  for (const name of hashNames) {
    const hash = backend.hash(name);

    test(`${backend.name} ${name} gives one digest for a message whole, in parts and as a stream`, () => {
      const whole = hash.digest(message);
      assert.equal(whole.length, hash.digestBytes);
      for (const cut of [0, 1, hash.blockBytes - 1, hash.blockBytes, hash.blockBytes + 1, message.length]) {
        const parts = [message.subarray(0, cut), message.subarray(cut)];
        assert.equal(toHex(hash.digest(...parts)), toHex(whole));
        const stream = hash.stream();
        for (const part of parts) stream.update(part);
        assert.equal(toHex(stream.digest()), toHex(whole));
      }
      assert.equal(toHex(hash.digest()), toHex(hash.digest(new Uint8Array(0))));
    });

    test(`${backend.name} ${name} computes HMAC as RFC 2104 defines it`, () => {
      for (const keyLength of [0, 1, hash.blockBytes - 1, hash.blockBytes, hash.blockBytes + 1, 300]) {
        const key = message.subarray(0, keyLength);
        assert.equal(toHex(hash.hmac(key, message)), toHex(hmacByDefinition(hash, key, message)));
        assert.equal(
          toHex(hash.hmac(key, message.subarray(0, 9), message.subarray(9))),
          toHex(hash.hmac(key, message)),
        );
      }
    });

    test(`${backend.name} ${name} computes HKDF as RFC 5869 defines it, with info of any length`, () => {
      const longInfo = new Uint8Array(5_000).fill(3);
      for (const info of [
        new Uint8Array(0),
        utf8('info'),
        longInfo.subarray(0, 1_024),
        longInfo.subarray(0, 1_025),
        longInfo,
      ]) {
        for (const outputBytes of [1, hash.digestBytes, hash.digestBytes + 1, 255 * hash.digestBytes]) {
          const input = [message.subarray(0, 32), message.subarray(32, 64), info, outputBytes] as const;
          assert.equal(toHex(hash.hkdf(...input)), toHex(hkdfByDefinition(hash, ...input)));
        }
      }
    });

    test(`${backend.name} ${name} refuses HKDF outputs that RFC 5869 has no room for`, () => {
      for (const bytes of [0, -1, 1.5, Number.NaN, 255 * hash.digestBytes + 1]) {
        assertRefused('ARGUMENT_INVALID', () => hash.hkdf(message, message, message, bytes));
      }
    });

    test(`${backend.name} ${name} streams end with their digest`, () => {
      const stream = hash.stream().update(message);
      stream.digest();
      assertRefused('ASSERTION_FAILED', () => stream.update(message));
      assertRefused('ASSERTION_FAILED', () => stream.digest());
    });
  }

  test(`${backend.name} digests are those of Python's hashlib`, (t) => {
    const script = `import hashlib,sys
data=sys.stdin.buffer.read()
print(*[hashlib.new(n,data).hexdigest() for n in ['sha256','sha384','sha512','sha3_256','sha3_384','sha3_512','blake2s','blake2b']])`;
    const python = spawnSync('python3', ['-c', script], { input: message, encoding: 'utf8' });
    if (python.status !== 0) {
      t.skip('there is no Python here');
      return;
    }
    const digests = hashNames.map((name) => toHex(backend.hash(name).digest(message)));
    assert.deepEqual(digests, python.stdout.trim().split(' '));
  });

  test(`${backend.name} has no hash that nobody named`, () => {
    for (const name of ['MD5', 'SHA-1', 'constructor']) {
      assertRefused('CRYPTO_UNSUPPORTED', () => backend.hash(name as HashName));
    }
  });
}
