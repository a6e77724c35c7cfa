import assert from 'node:assert/strict';
import test from 'node:test';
import {
  addProducts,
  evaluateEverywhere,
  interpolateEverywhere,
} from '../../../src/qkd/amplification/additive-transform.ts';
import { cantorField, FIELD_SIZE } from '../../../src/qkd/amplification/cantor-field.ts';
import { SeededRandom } from '../../../src/qkd/link/seeded-random.ts';

const { log, exp, fromPolynomial } = cantorField();

test('values are those of the polynomial (Horner)', () => {
  const coefficients = new SeededRandom('values').fill(new Uint8Array(FIELD_SIZE));
  const values = evaluateEverywhere(coefficients.slice());
  for (const x of [0, 1, 2, 3, 256, 12_345, 65_535]) {
    let value = 0;
    for (let power = FIELD_SIZE - 1; power >= 0; power--) {
      value = (exp[(log[value] ?? 0) + (log[x] ?? 0)] ?? 0) ^ (fromPolynomial[coefficients[power] ?? 0] ?? 0);
    }
    assert.equal(values[x], value, `at ${x}`);
  }
});

test('interpolation finds the coefficients again', () => {
  const coefficients = new SeededRandom('back').fill(new Uint8Array(FIELD_SIZE));
  const { low, high } = interpolateEverywhere(evaluateEverywhere(coefficients.slice()));
  assert.deepEqual(low, coefficients);
  assert.ok(high.every((byte) => byte === 0));
});

test('products of values are products of polynomials modulo x^65536 + x', () => {
  const polynomial = (terms: readonly (readonly [power: number, coefficient: number])[]): Uint8Array => {
    const coefficients = new Uint8Array(FIELD_SIZE);
    for (const [power, coefficient] of terms) coefficients[power] = coefficient;
    return coefficients;
  };
  // (3 x^2 + 1)(x^65534 + 0x80 x) = 3 x^65536 + 0x180 x^3 + x^65534 + 0x80 x, and x^65536 = x.
  const sum = new Uint16Array(FIELD_SIZE);
  const first = polynomial([
    [2, 3],
    [0, 1],
  ]);
  const second = polynomial([
    [65_534, 1],
    [1, 0x80],
  ]);
  addProducts(sum, evaluateEverywhere(first), evaluateEverywhere(second));
  const { low, high } = interpolateEverywhere(sum);
  const found = new Map<number, number>();
  for (let power = 0; power < FIELD_SIZE; power++) {
    const coefficient = (low[power] ?? 0) | ((high[power] ?? 0) << 8);
    if (coefficient !== 0) found.set(power, coefficient);
  }
  assert.deepEqual(
    found,
    new Map([
      [1, 0x83],
      [3, 0x180],
      [65_534, 1],
    ]),
  );
});
