import assert from 'node:assert/strict';
import test from 'node:test';
import { LdpcCode } from '../../../src/qkd/ldpc/ldpc-code.ts';
import { decodeSyndrome } from '../../../src/qkd/ldpc/syndrome-decoder.ts';

/** A code without cycles, on which belief propagation is exact. */
const tree = new LdpcCode(7, [
  [0, 1, 2],
  [2, 3, 4],
  [4, 5, 6],
]);

test('a bit that is doubtful is corrected by those that are not, whatever the word and its syndrome', () => {
  for (const word of [0, 0b1010101, 0b0110011, 0b1111111, 0b0000001]) {
    const right = Uint8Array.from({ length: 7 }, (_, bit) => (word >> bit) & 1);
    for (let wrong = 0; wrong < 7; wrong++) {
      const beliefs = Float64Array.from(right, (bit, index) => (bit === 1 ? -1 : 1) * (index === wrong ? -0.4 : 4));
      assert.deepEqual(decodeSyndrome(tree, tree.syndrome(right), beliefs), right);
    }
  }
});

test('a bit of which nothing is known follows from the others', () => {
  const right = Uint8Array.of(1, 0, 1, 1, 0, 0, 1);
  const beliefs = Float64Array.from(right, (bit, index) => (index === 4 ? 0 : bit === 1 ? -5 : 5));
  assert.deepEqual(decodeSyndrome(tree, tree.syndrome(right), beliefs), right);
});

test('what cannot be settled is given up', () => {
  // Two checks over the same bit that contradict each other.
  const code = new LdpcCode(1, [[0], [0]]);
  assert.equal(decodeSyndrome(code, Uint8Array.of(0, 1), Float64Array.of(0)), undefined);
});
