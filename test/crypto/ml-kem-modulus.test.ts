import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isReducedModulo } from '../../src/crypto/ml-kem-modulus.ts';

const Q = 3329;
const seed = 20_261_124;

/** ByteEncode_12 (FIPS 203 algorithm 5) bit by bit: the slow twin of what is read. */
function encoded(coefficients: readonly number[]): Uint8Array {
  const bits = coefficients.flatMap((value) => Array.from({ length: 12 }, (_, bit) => (value >> bit) & 1));
  return Uint8Array.from({ length: bits.length / 8 }, (_, index) =>
    bits.slice(8 * index, 8 * index + 8).reduce((byte, bit, position) => byte | (bit << position), 0),
  );
}

test('every coefficient below the modulus is reduced, every other is not, in either half of a triple', () => {
  for (let value = 0; value < 4096; value++) {
    assert.equal(isReducedModulo(encoded([value, 0])), value < Q);
    assert.equal(isReducedModulo(encoded([0, value])), value < Q);
  }
});

test(`one coefficient out of range is found wherever it stands (seed ${seed})`, () => {
  const vector = fc.array(fc.nat({ max: Q - 1 }), { minLength: 256, maxLength: 256 });
  fc.assert(
    fc.property(vector, fc.nat({ max: 255 }), fc.integer({ min: Q, max: 4095 }), (coefficients, index, tooLarge) => {
      assert.ok(isReducedModulo(encoded(coefficients)));
      assert.ok(!isReducedModulo(encoded(coefficients.with(index, tooLarge))));
    }),
    { seed, numRuns: 200 },
  );
});

test('bytes that are no whole number of triples are not a reduced vector', () => {
  assert.ok(isReducedModulo(new Uint8Array(0)));
  assert.ok(!isReducedModulo(new Uint8Array(1)));
  assert.ok(!isReducedModulo(new Uint8Array(385)));
});
