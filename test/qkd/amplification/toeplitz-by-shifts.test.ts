import assert from 'node:assert/strict';
import test from 'node:test';
import { bytesOfBits, clearBitsFrom } from '../../../src/qkd/amplification/bit-strings.ts';
import { toeplitzByShifts } from '../../../src/qkd/amplification/toeplitz-by-shifts.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { slowToeplitz } from './slow-toeplitz.ts';

test('adding shifted columns is the product, bit for bit', () => {
  const random = new SeededRandom('shifts');
  for (const [bits, rows] of [
    [1, 1],
    [8, 40],
    [31, 33],
    [65, 7],
    [500, 301],
  ] as const) {
    const x = random.fill(new Uint8Array(bytesOfBits(bits)));
    clearBitsFrom(x, bits);
    const seed = random.fill(new Uint8Array(bytesOfBits(bits + rows - 1)));
    const hash = new Uint8Array(bytesOfBits(rows));
    toeplitzByShifts(x, bits, seed, hash);
    clearBitsFrom(hash, rows);
    assert.deepEqual(hash, slowToeplitz(x, bits, rows, seed), `${bits} bits, ${rows} rows`);
  }
});

test('the product is added to what is there', () => {
  const hash = Uint8Array.of(0b1010);
  toeplitzByShifts(Uint8Array.of(0), 4, Uint8Array.of(0xff), hash);
  assert.equal(hash[0], 0b1010);
});
