import assert from 'node:assert/strict';
import test from 'node:test';
import { bytesOfBits, clearBitsFrom } from '../../../src/qkd/amplification/bit-strings.ts';
import { plainTransform } from '../../../src/qkd/amplification/plain-transform.ts';
import { toeplitzByShifts } from '../../../src/qkd/amplification/toeplitz-by-shifts.ts';
import { toeplitzByTransform } from '../../../src/qkd/amplification/toeplitz-by-transform.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { slowToeplitz } from './slow-toeplitz.ts';

const random = new SeededRandom('transform');

/** The hash by the kernel, which must be that of the transform in TypeScript too. */
function byTransform(x: Uint8Array, bits: number, rows: number, seed: Uint8Array): Uint8Array {
  const [hash, plain] = [new Uint8Array(bytesOfBits(rows)), new Uint8Array(bytesOfBits(rows))];
  toeplitzByTransform(x, bits, seed, hash);
  toeplitzByTransform(x, bits, seed, plain, plainTransform);
  for (const each of [hash, plain]) clearBitsFrom(each, rows);
  assert.deepEqual(hash, plain, `${bits} bits, ${rows} rows`);
  return hash;
}

function randomInput(bits: number, rows: number): { readonly x: Uint8Array; readonly seed: Uint8Array } {
  const x = random.fill(new Uint8Array(bytesOfBits(bits)));
  clearBitsFrom(x, bits);
  return { x, seed: random.fill(new Uint8Array(bytesOfBits(bits + rows - 1))) };
}

test('the transform is the product, bit for bit', () => {
  for (const [bits, rows] of [
    [1, 1],
    [9, 3],
    [64, 64],
    [1000, 777],
  ] as const) {
    const { x, seed } = randomInput(bits, rows);
    assert.deepEqual(byTransform(x, bits, rows, seed), slowToeplitz(x, bits, rows, seed), `${bits} bits, ${rows} rows`);
  }
});

test('keys and hashes of several blocks join without a seam', () => {
  // Equal blocks have 262,136 bits, and two of any sizes 524,280 together. A sparse key keeps the slower way quick.
  for (const [bits, rows] of [
    [262_136, 262_136],
    [262_144, 262_136],
    [262_137, 1],
    [524_273, 1],
    [524_280, 8],
    [1, 262_200],
    [1, 524_273],
    [900_000, 100_000],
    [200_000, 800_000],
    [600_001, 300_003],
  ] as const) {
    const { seed } = randomInput(bits, rows);
    const x = new Uint8Array(bytesOfBits(bits));
    for (const bit of [0, 1, 7, 8, 262_135, 262_136, 262_137, 524_271, 524_272, bits - 1]) {
      if (bit < bits) x[bit >> 3] = (x[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
    const expected = new Uint8Array(bytesOfBits(rows));
    toeplitzByShifts(x, bits, seed, expected);
    clearBitsFrom(expected, rows);
    assert.deepEqual(byTransform(x, bits, rows, seed), expected, `${bits} bits, ${rows} rows`);
  }
});
