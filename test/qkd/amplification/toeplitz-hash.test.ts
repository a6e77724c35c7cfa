import assert from 'node:assert/strict';
import test from 'node:test';
import { bytesOfBits, packBits, unpackBits } from '../../../src/qkd/amplification/bit-strings.ts';
import { toeplitzByShifts } from '../../../src/qkd/amplification/toeplitz-by-shifts.ts';
import { toeplitzHash, toeplitzSeedBits } from '../../../src/qkd/amplification/toeplitz-hash.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { assertBinomial } from '../closeness.ts';
import { slowToeplitz } from './slow-toeplitz.ts';

const random = new SeededRandom('hash');

/** y = x1 + T x2, by the slow twin. */
function slowHash(key: Uint8Array, keyBits: number, finalBits: number, seed: Uint8Array): Uint8Array {
  const bits = unpackBits(key, keyBits);
  const rest = packBits(bits.subarray(finalBits));
  const product = unpackBits(slowToeplitz(rest, keyBits - finalBits, finalBits, seed), finalBits);
  return packBits(product.map((bit, index) => bit ^ (bits[index] ?? 0)));
}

test('a hash is the key times (1 | T)', () => {
  for (const [keyBits, finalBits] of [
    [9, 4],
    [64, 32],
    [300, 120],
    [2000, 900],
  ] as const) {
    const key = random.fill(new Uint8Array(bytesOfBits(keyBits)));
    const seed = random.fill(new Uint8Array(bytesOfBits(toeplitzSeedBits(keyBits))));
    assert.deepEqual(toeplitzHash(key, keyBits, finalBits, seed), slowHash(key, keyBits, finalBits, seed));
  }
});

test('long keys, which are transformed, hash as if they were shifted', () => {
  const [keyBits, finalBits] = [60_000, 29_000];
  const key = random.fill(new Uint8Array(bytesOfBits(keyBits)));
  const seed = random.fill(new Uint8Array(bytesOfBits(toeplitzSeedBits(keyBits))));
  const bits = unpackBits(key, keyBits);
  const expected = packBits(bits.subarray(0, finalBits));
  toeplitzByShifts(packBits(bits.subarray(finalBits)), keyBits - finalBits, seed, expected);
  assert.deepEqual(toeplitzHash(key, keyBits, finalBits, seed), expected);
});

test('nothing left to hash, and nothing wanted', () => {
  assert.deepEqual(toeplitzHash(Uint8Array.of(0b101), 3, 3, Uint8Array.of(0xff)), Uint8Array.of(0b101));
  assert.deepEqual(toeplitzHash(Uint8Array.of(0b101), 3, 0, Uint8Array.of(0xff)), new Uint8Array(0));
});

test('two keys collide as seldom as a universal family promises: 2^-m', () => {
  const [keyBits, finalBits, trials] = [24, 4, 20_000];
  const first = Uint8Array.of(1, 2, 3);
  const second = Uint8Array.of(1, 2, 0x83);
  let collisions = 0;
  for (let trial = 0; trial < trials; trial++) {
    const seed = random.fill(new Uint8Array(3));
    const [a] = toeplitzHash(first, keyBits, finalBits, seed);
    const [b] = toeplitzHash(second, keyBits, finalBits, seed);
    if (a === b) collisions++;
  }
  assertBinomial(collisions, trials, 2 ** -finalBits, 'collisions');
});
