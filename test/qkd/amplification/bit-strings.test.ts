import assert from 'node:assert/strict';
import test from 'node:test';
import {
  bytesOfBits,
  clearBitsFrom,
  copyBits,
  packBits,
  unpackBits,
} from '../../../src/qkd/amplification/bit-strings.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';
import { noisyKeys } from '../noisy-keys.ts';

test('bits are packed from the lowest on, and unpacked again', () => {
  assert.deepEqual(packBits(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 1)), Uint8Array.of(1, 2));
  for (const length of [0, 1, 7, 8, 9, 1000]) {
    const { right } = noisyKeys(new SeededRandom(`${length}`), length, 0);
    assert.equal(packBits(right).length, bytesOfBits(length));
    assert.deepEqual(unpackBits(packBits(right), length), right);
  }
});

test('bits are copied from any place, and what lies outside is 0', () => {
  const packed = new SeededRandom('copy').fill(new Uint8Array(20));
  const bits = unpackBits(packed, 160);
  for (let first = -30; first < 170; first++) {
    const target = new Uint8Array(3);
    copyBits(packed, first, target);
    const expected = Uint8Array.from({ length: 24 }, (_, index) => bits[first + index] ?? 0);
    assert.deepEqual(unpackBits(target, 24), expected, `from ${first}`);
  }
});

test('bits behind the last one are cleared', () => {
  for (const [count, expected] of [
    [0, [0, 0]],
    [3, [7, 0]],
    [8, [255, 0]],
    [15, [255, 127]],
    [16, [255, 255]],
  ] as const) {
    const packed = Uint8Array.of(255, 255);
    clearBitsFrom(packed, count);
    assert.deepEqual(Array.from(packed), expected);
  }
});
