import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { collisionBound, HASH_BYTES, PolynomialHash } from '../../../src/qkd/post-processing/polynomial-hash.ts';

const PRIME = 2n ** 127n - 1n;
const random = new SeededRandom('hash');
const bytes = (length: number): Uint8Array => random.fill(new Uint8Array(length));
const numberOf = (value: Uint8Array): bigint => BigInt(`0x0${Buffer.from(value).toString('hex')}`);

/** The definition: sum over blocks of (block with a 1 above it) times point^(blocks - index). */
function slowHash(key: Uint8Array, message: Uint8Array): bigint {
  let sum = 0n;
  for (let start = 0; start < message.length; start += 15) {
    const block = message.subarray(start, start + 15);
    sum = (sum + numberOf(Uint8Array.of(1, ...block))) * numberOf(key);
  }
  return sum % PRIME;
}

describe('the polynomial hash', () => {
  test('is the polynomial, however the message is cut', () => {
    for (const length of [0, 1, 14, 15, 16, 30, 31, 1000]) {
      const [key, message] = [bytes(HASH_BYTES), bytes(length)];
      const hash = new PolynomialHash(key);
      for (let start = 0; start < length; start += 7) hash.update(message.subarray(start, start + 7));
      assert.equal(numberOf(hash.digest()), slowHash(key, message), `${length} bytes`);
      assert.equal(hash.blocks, Math.ceil(length / 15));
    }
  });

  test('adds its pad modulo 2^127 - 1', () => {
    const [key, message, pad] = [bytes(HASH_BYTES), bytes(40), bytes(HASH_BYTES)];
    const tag = new PolynomialHash(key).update(message).digest(pad);
    assert.equal(numberOf(tag), (slowHash(key, message) + numberOf(pad)) % PRIME);
  });

  test('tells messages apart that differ in length only', () => {
    const key = bytes(HASH_BYTES);
    const of = (message: Uint8Array): string =>
      Buffer.from(new PolynomialHash(key).update(message).digest()).toString('hex');
    assert.notEqual(of(new Uint8Array(3)), of(new Uint8Array(4)));
    assert.notEqual(of(new Uint8Array(15)), of(new Uint8Array(30)));
    assert.notEqual(of(new Uint8Array(0)), of(new Uint8Array(1)));
  });

  test('collides with at most L of 2^127 keys', () => {
    assert.equal(collisionBound(1), 2 ** -127);
    assert.equal(collisionBound(1000), 1000 * 2 ** -127);
    assert.equal(collisionBound(0), 2 ** -127);
  });
});
