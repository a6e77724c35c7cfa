import assert from 'node:assert/strict';
import test from 'node:test';
import { cantorField, FIELD_SIZE } from '../../../src/qkd/amplification/cantor-field.ts';

const { log, exp, fromPolynomial, toPolynomial } = cantorField();

/** Product by the tables. */
function product(a: number, b: number): number {
  return exp[(log[a] ?? 0) + (log[b] ?? 0)] ?? 0;
}

/** Product of polynomials, by shifting and reducing. */
function slowProduct(a: number, b: number): number {
  let [sum, shifted] = [0, a];
  for (let bit = 0; bit < 16; bit++) {
    if (((b >> bit) & 1) === 1) sum ^= shifted;
    shifted <<= 1;
    if (shifted >= FIELD_SIZE) shifted ^= 0x1_100b;
  }
  return sum;
}

test('elements and polynomials are each other, and the map adds', () => {
  for (let element = 0; element < FIELD_SIZE; element += 37) {
    assert.equal(fromPolynomial[toPolynomial[element] ?? 0], element);
    assert.equal(toPolynomial[element ^ 5], (toPolynomial[element] ?? 0) ^ (toPolynomial[5] ?? 0));
  }
});

test('products are those of polynomials', () => {
  for (let a = 1; a < FIELD_SIZE; a += 1231) {
    for (let b = 1; b < FIELD_SIZE; b += 977) {
      assert.equal(toPolynomial[product(a, b)], slowProduct(toPolynomial[a] ?? 0, toPolynomial[b] ?? 0));
    }
  }
});

test('zero times anything is zero, zero too', () => {
  for (const element of [0, 1, 2, 1000, FIELD_SIZE - 1]) {
    assert.equal(product(0, element), 0);
    assert.equal(product(element, 0), 0);
  }
});

test('the basis is a Cantor basis: b_0 = 1, b_(i+1)^2 + b_(i+1) = b_i', () => {
  assert.equal(toPolynomial[1], 1);
  for (let bit = 0; bit < 15; bit++) {
    const next = 1 << (bit + 1);
    assert.equal(product(next, next) ^ next, 1 << bit);
  }
});
