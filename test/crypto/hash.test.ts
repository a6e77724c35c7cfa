import assert from 'node:assert/strict';
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

/** What `hashlib.new(name, bytes(7 * i % 256 for i in range(1000))).hexdigest()` gives in Python 3. */
const pythonDigests: Readonly<Record<HashName, string>> = {
  'SHA-256': '89f4ff56a25dd1db06a4ce6033603775d705fb96f30f8693733fef602a1ca532',
  'SHA-384': '81003a03bf67b8523ba96128e711facaac9f7a01ac065d3a2a83832eef6a237814d36ba50696e09a31424a2eaedd9e57',
  'SHA-512':
    '5c3d2be85b82f8ace3dbd4cf34e814cf68201a9f3e5730253ee42fd46fbe6db2' +
    'e68ab158e76a103df431f3ad279d8fa3ff6b148e21ced56feb321a6d28d101f1',
  'SHA3-256': 'dff46ff5ed9e8d28b7048f3a3e3adba1d3c5c73ac196b0de15d8081937376279',
  'SHA3-384': '0ab68ee19c5445b266bb913ab3c58189115f2430b1b63ae57105b144b20548485bd210ef3447c7fc1f50692f629e255e',
  'SHA3-512':
    'fc789f726d84fa28ae1b295d75e5c7f4c6120fd47c2d655b1ce95d1a98d0408d' +
    'eb8d2ebbc2fc41daf4da7488d16f8becf1a2e4040e9527f476bc344185b385c6',
  BLAKE2s: '864cc6649876b99e9f3f8519efaeb794ad1808c9af52b996583fb5a54c74a46d',
  BLAKE2b:
    'b49dc7bf928d7dee879fafc64c1c93088810acc1f4a02264c4c09809c0f3dbc7' +
    '71e25e2dedce3dbbc0640da14af9fe42fb42b02c9fdff701b817f22192b7b2db',
};

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
        for (const outputBytes of [
          1,
          hash.digestBytes,
          hash.digestBytes + 1,
          (info.length === 4 ? 255 : 3) * hash.digestBytes,
        ]) {
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

  test(`${backend.name} digests are those of Python's hashlib`, () => {
    const digests = Object.fromEntries(hashNames.map((name) => [name, toHex(backend.hash(name).digest(message))]));
    assert.deepEqual(digests, pythonDigests);
  });

  test(`${backend.name} has no hash that nobody named`, () => {
    for (const name of ['MD5', 'SHA-1', 'constructor']) {
      assertRefused('CRYPTO_UNSUPPORTED', () => backend.hash(name as HashName));
    }
  });
}
