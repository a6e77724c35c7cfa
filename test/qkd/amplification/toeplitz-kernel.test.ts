import assert from 'node:assert/strict';
import test from 'node:test';
import { toeplitzKernel } from '../../../src/qkd/amplification/toeplitz-kernel.ts';
import type { ToeplitzTransform } from '../../../src/qkd/amplification/toeplitz-transform.ts';
import { towerCantorBasis, towerPowers, towerProduct } from '../../../src/qkd/amplification/tower-field.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';

const SIZE = 65_536;
const kernel = toeplitzKernel() as ToeplitzTransform;

/** What a linear map makes of bits. */
function mapped(bits: number, images: readonly number[]): number {
  return images.reduce((sum, image, bit) => (((bits >> bit) & 1) === 1 ? sum ^ image : sum), 0);
}

test('values are those of the polynomial (Horner), sixteen lower bytes and sixteen upper ones in turn', () => {
  const coefficients = new SeededRandom('kernel values').fill(new Uint8Array(SIZE));
  const values = kernel.evaluate(coefficients);
  const basis = towerCantorBasis();
  const powers = towerPowers();
  for (const place of [1, 16, 12_345, 65_535]) {
    const x = mapped(place, basis);
    let value = 0;
    for (let power = SIZE - 1; power >= 0; power--) {
      value = towerProduct(value, x) ^ mapped(coefficients[power] ?? 0, powers);
    }
    const at = 32 * (place >> 4) + (place & 15);
    assert.equal((values[at] ?? 0) | ((values[at + 16] ?? 0) << 8), value, `at ${place}`);
  }
});

test('times the polynomial 1, everything comes back', () => {
  const coefficients = new SeededRandom('kernel back').fill(new Uint8Array(SIZE));
  const { low, high } = kernel.interpolateProducts([
    [kernel.evaluate(coefficients), kernel.evaluate(Uint8Array.of(1))],
  ]);
  assert.deepEqual(low.slice(), coefficients);
  assert.ok(high.every((byte) => byte === 0));
});

test('sums of products of values are sums of products of polynomials modulo x^65536 + x', () => {
  // (3 x^2 + 1)(x^65534 + 0x80 x) = 3 x^65536 + 0x180 x^3 + x^65534 + 0x80 x, and x^65536 = x.
  const first = Uint8Array.of(1, 0, 3);
  const second = new Uint8Array(SIZE);
  second.set([0, 0x80]);
  second[65_534] = 1;
  const product = [kernel.evaluate(first), kernel.evaluate(second)] as const;
  const other = [kernel.evaluate(Uint8Array.of(0, 0, 0, 0, 1)), kernel.evaluate(Uint8Array.of(5))] as const;
  const { low, high } = kernel.interpolateProducts([product, other]);
  const found: (readonly [number, number])[] = [];
  for (let power = 0; power < SIZE; power++) {
    const coefficient = (low[power] ?? 0) | ((high[power] ?? 0) << 8);
    if (coefficient !== 0) found.push([power, coefficient]);
  }
  assert.deepEqual(found, [
    [1, 0x83],
    [3, 0x180],
    [4, 5],
    [65_534, 1],
  ]);
});

test('after wiping nothing of a key is left in its memory', () => {
  const secret = new SeededRandom('kernel secret').fill(new Uint8Array(SIZE));
  const { low, high } = kernel.interpolateProducts([[kernel.evaluate(secret), kernel.evaluate(Uint8Array.of(1))]]);
  assert.ok(low.some((byte) => byte !== 0));
  kernel.wipe();
  assert.ok([low, high].every((bytes) => bytes.every((byte) => byte === 0)));
});
