import { cantorField, FIELD_SIZE } from './cantor-field.ts';
import { fromNovelBasis, toNovelBasis } from './novel-basis.ts';
import type { WideCoefficients } from './toeplitz-transform.ts';

const LOG_SIZE = 16;
/** From this level on, blocks are so long that a table of the products with their factor is worth its making. */
const FIRST_TABLED_LEVEL = 10;

/**
 * Additive Fourier transform: from a polynomial of degree below 2^16 in x, whose coefficients are bytes that stand for
 * polynomials in y, to its values at all elements of the field, in the order of their Cantor coordinates.
 *
 * Lin, Chung and Han, FOCS 2014, section III. Products of values are products of polynomials modulo x^65536 + x.
 * `coefficients` are overwritten.
 */
export function evaluateEverywhere(coefficients: Uint8Array): Uint16Array {
  const { fromPolynomial } = cantorField();
  // The change of basis adds only, so that it can be done on bytes, before they become elements.
  toNovelBasis(coefficients);
  const values = new Uint16Array(FIELD_SIZE);
  for (let index = 0; index < FIELD_SIZE; index++) values[index] = fromPolynomial[coefficients[index] ?? 0] ?? 0;
  for (let level = LOG_SIZE - 1; level >= FIRST_TABLED_LEVEL; level--) tabledLevel(values, level);
  for (let level = FIRST_TABLED_LEVEL - 1; level > 0; level -= 2) twoPlainLevels(values, level);
  return values;
}

/** The inverse of {@link evaluateEverywhere}, for coefficients of degree below 16 in y. `values` are overwritten. */
export function interpolateEverywhere(values: Uint16Array): WideCoefficients {
  const { toPolynomial } = cantorField();
  for (let level = 1; level < FIRST_TABLED_LEVEL; level += 2) twoInversePlainLevels(values, level);
  for (let level = FIRST_TABLED_LEVEL; level < LOG_SIZE; level++) inverseTabledLevel(values, level);
  const low = new Uint8Array(FIELD_SIZE);
  const high = new Uint8Array(FIELD_SIZE);
  for (let index = 0; index < FIELD_SIZE; index++) {
    const coefficient = toPolynomial[values[index] ?? 0] ?? 0;
    low[index] = coefficient;
    high[index] = coefficient >> 8;
  }
  fromNovelBasis(low);
  fromNovelBasis(high);
  return { low, high };
}

/** Adds to `sum` the products of values, entry by entry. */
export function addProducts(sum: Uint16Array, first: Uint16Array, second: Uint16Array): void {
  const { log, exp } = cantorField();
  for (let index = 0; index < FIELD_SIZE; index++) {
    const a = first[index] ?? 0;
    const b = second[index] ?? 0;
    if (a !== 0 && b !== 0) sum[index] = (sum[index] ?? 0) ^ (exp[(log[a] ?? 0) + (log[b] ?? 0)] ?? 0);
  }
}

/**
 * Level `upper` and the one below, for four entries at a time. On the lower half of a block of a level s_level is
 * start >> level, on the upper half one more, so that lower += factor * upper, upper += lower.
 */
function twoPlainLevels(entries: Uint16Array, upper: number): void {
  const { log, exp } = cantorField();
  const step = 1 << (upper - 1);
  for (let start = 0; start < FIELD_SIZE; start += 4 * step) {
    const outer = log[start >> upper] ?? 0;
    const left = log[start >> (upper - 1)] ?? 0;
    const right = log[(start >> (upper - 1)) + 2] ?? 0;
    for (let index = start; index < start + step; index++) {
      let c = entries[index + 2 * step] ?? 0;
      let d = entries[index + 3 * step] ?? 0;
      let a = (entries[index] ?? 0) ^ (exp[(log[c] ?? 0) + outer] ?? 0);
      let b = (entries[index + step] ?? 0) ^ (exp[(log[d] ?? 0) + outer] ?? 0);
      c ^= a;
      d ^= b;
      a ^= exp[(log[b] ?? 0) + left] ?? 0;
      b ^= a;
      c ^= exp[(log[d] ?? 0) + right] ?? 0;
      d ^= c;
      entries[index] = a;
      entries[index + step] = b;
      entries[index + 2 * step] = c;
      entries[index + 3 * step] = d;
    }
  }
}

/** Takes back what {@link twoPlainLevels} did. */
function twoInversePlainLevels(entries: Uint16Array, upper: number): void {
  const { log, exp } = cantorField();
  const step = 1 << (upper - 1);
  for (let start = 0; start < FIELD_SIZE; start += 4 * step) {
    const outer = log[start >> upper] ?? 0;
    const left = log[start >> (upper - 1)] ?? 0;
    const right = log[(start >> (upper - 1)) + 2] ?? 0;
    for (let index = start; index < start + step; index++) {
      let a = entries[index] ?? 0;
      let c = entries[index + 2 * step] ?? 0;
      let b = (entries[index + step] ?? 0) ^ a;
      let d = (entries[index + 3 * step] ?? 0) ^ c;
      a ^= exp[(log[b] ?? 0) + left] ?? 0;
      c ^= exp[(log[d] ?? 0) + right] ?? 0;
      c ^= a;
      d ^= b;
      a ^= exp[(log[c] ?? 0) + outer] ?? 0;
      b ^= exp[(log[d] ?? 0) + outer] ?? 0;
      entries[index] = a;
      entries[index + step] = b;
      entries[index + 2 * step] = c;
      entries[index + 3 * step] = d;
    }
  }
}

const lowProducts = new Uint16Array(256);
const highProducts = new Uint16Array(256);

/** One level, with tables of the products with the factor. */
function tabledLevel(entries: Uint16Array, level: number): void {
  const half = 1 << level;
  addLowerToUpper(entries, half);
  for (let start = 2 * half; start < FIELD_SIZE; start += 2 * half) {
    fillProducts(lowProducts, start >> level, 0);
    fillProducts(highProducts, start >> level, 8);
    for (let low = start; low < start + half; low++) {
      const upper = entries[low + half] ?? 0;
      const product = (lowProducts[upper & 0xff] ?? 0) ^ (highProducts[upper >> 8] ?? 0);
      const lower = (entries[low] ?? 0) ^ product;
      entries[low] = lower;
      entries[low + half] = upper ^ lower;
    }
  }
}

/** The first block of a level, whose factor is zero. */
function addLowerToUpper(entries: Uint16Array, half: number): void {
  for (let low = 0; low < half; low++) entries[low + half] = (entries[low + half] ?? 0) ^ (entries[low] ?? 0);
}

function inverseTabledLevel(entries: Uint16Array, level: number): void {
  const half = 1 << level;
  addLowerToUpper(entries, half);
  for (let start = 2 * half; start < FIELD_SIZE; start += 2 * half) {
    fillProducts(lowProducts, start >> level, 0);
    fillProducts(highProducts, start >> level, 8);
    for (let low = start; low < start + half; low++) {
      const lower = entries[low] ?? 0;
      const upper = (entries[low + half] ?? 0) ^ lower;
      entries[low + half] = upper;
      entries[low] = lower ^ (lowProducts[upper & 0xff] ?? 0) ^ (highProducts[upper >> 8] ?? 0);
    }
  }
}

/** The products of a factor with all elements that have bits in one byte only. */
function fillProducts(products: Uint16Array, factor: number, shift: number): void {
  const { log, exp } = cantorField();
  const logFactor = log[factor] ?? 0;
  for (let bit = 0; bit < 8; bit++) {
    const product = exp[(log[1 << (bit + shift)] ?? 0) + logFactor] ?? 0;
    for (let low = 0; low < 1 << bit; low++) products[(1 << bit) | low] = (products[low] ?? 0) ^ product;
  }
}
