import assert from 'node:assert/strict';
import test from 'node:test';
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512, shake128_32, shake256_64 } from '@noble/hashes/sha3.js';
import { getMessage, getMessagePrehash } from '@noble/post-quantum/utils.js';
import { utf8 } from '../../src/base/index.ts';
import { isPreHashName, type PreHashName, preHashedMessage, pureMessage } from '../../src/crypto/message-format.ts';
import { toHex } from './hex.ts';

const message = utf8('a message');
const contexts = [new Uint8Array(0), utf8('context'), new Uint8Array(255).fill(7)];

// Another implementation of the same format, with the object identifiers that its hash functions carry.
const otherHashes: Readonly<Record<PreHashName, Parameters<typeof getMessagePrehash>[0]>> = {
  'SHA2-224': sha224,
  'SHA2-256': sha256,
  'SHA2-384': sha384,
  'SHA2-512': sha512,
  'SHA2-512/224': sha512_224,
  'SHA2-512/256': sha512_256,
  'SHA3-224': sha3_224,
  'SHA3-256': sha3_256,
  'SHA3-384': sha3_384,
  'SHA3-512': sha3_512,
  'SHAKE-128': shake128_32,
  'SHAKE-256': shake256_64,
};

test('a pure message is zero, the context behind its length, and the message', () => {
  assert.equal(toHex(pureMessage(Uint8Array.of(0xaa), Uint8Array.of(1, 2))), '00020102aa');
  for (const context of contexts) {
    assert.deepEqual(pureMessage(message, context), getMessage(message, context));
  }
});

for (const [name, hash] of Object.entries(otherHashes) as [PreHashName, (typeof otherHashes)[PreHashName]][]) {
  test(`a message hashed with ${name} is formatted as elsewhere`, () => {
    for (const context of contexts) {
      assert.deepEqual(preHashedMessage(message, context, name), getMessagePrehash(hash, message, context));
    }
  });
}

test('only names of hash functions are names of hash functions', () => {
  for (const name of Object.keys(otherHashes)) assert.ok(isPreHashName(name));
  for (const name of ['none', '', 'SHA-256', 'MD5', 'toString', '__proto__']) assert.ok(!isPreHashName(name), name);
});
