// AssemblyScript, not TypeScript: compiled by tools/wasm.ts into src/qkd/amplification/toeplitz-kernel-module.ts.
//
// The additive Fourier transform of 2^16 points over the field of src/qkd/amplification/tower-field.ts, which also writes
// the tables. Nothing depends on the data: no branch, no address. Sixteen elements are two vectors: lower bytes, upper bytes.

import { fromNovelBasis, toNovelBasis } from './toeplitz-basis';

// Where things lie in memory, in bytes.

/** The coefficients: bytes that stand for polynomials in y of degree below 8; on the way back their lower bytes. */
export const COEFFICIENTS_OFFSET: usize = 0x00000;
/** The upper bytes of coefficients on the way back. */
export const UPPER_COEFFICIENTS_OFFSET: usize = 0x10000;
/** The values of a polynomial, 2 bytes each. */
export const VALUES_OFFSET: usize = 0x20000;
/** The values of another. */
export const OTHER_VALUES_OFFSET: usize = 0x40000;
/** The sum of products. */
export const SUM_OFFSET: usize = 0x60000;
/** What each bit of an index adds to its twiddle factor: 16 elements of 16 bits. */
export const BASIS_OFFSET: usize = 0x80000;
/** Elements of polynomials in y, as `mapped` reads it. */
export const FROM_POLYNOMIAL_OFFSET: usize = 0x80100;
/** Polynomials of elements, likewise. */
export const TO_POLYNOMIAL_OFFSET: usize = 0x80200;

/** The products of a factor with all elements, as `mapped` reads them. */
const PRODUCTS: usize = 0x80300;
/** What the place in two vectors adds to a twiddle factor, for the levels 0 to 3: two vectors each. */
const PLACES: usize = 0x80400;
const SCRATCH: usize = 0x80500;

const SIZE: i32 = 65_536;
const LEVELS: i32 = 16;
/** From this level on, blocks are so long that products with the factor are tabled. */
const FIRST_TABLED_LEVEL: i32 = 8;
/** Bytes of sixteen elements. */
const GROUP: usize = 32;

// GF(16): logarithms to the base z, z^4 = z + 1; that of zero leads out of the table of powers, which gives zero.

// @ts-ignore: decorator
@inline
function logs(a: v128): v128 {
  return v128.swizzle(i8x16(64, 0, 1, 4, 2, 8, 5, 10, 3, 14, 9, 7, 6, 13, 11, 12), a);
}

/** The logarithm of a product, from those of its factors. */
// @ts-ignore: decorator
@inline
function logOfProduct(a: v128, b: v128): v128 {
  const sum = v128.add<u8>(a, b);
  return v128.min<u8>(sum, v128.sub<u8>(sum, i8x16.splat(15)));
}

// @ts-ignore: decorator
@inline
function power(log: v128): v128 {
  return v128.swizzle(i8x16(1, 2, 4, 8, 3, 6, 12, 11, 5, 10, 7, 14, 15, 13, 9, 0), log);
}

/** Eight times a power. */
// @ts-ignore: decorator
@inline
function power8(log: v128): v128 {
  return v128.swizzle(i8x16(8, 3, 6, 12, 11, 5, 10, 7, 14, 15, 13, 9, 1, 2, 4, 0), log);
}

// @ts-ignore: decorator
@inline
function times8(a: v128): v128 {
  return v128.swizzle(i8x16(0, 8, 3, 11, 6, 14, 5, 13, 12, 4, 15, 7, 10, 2, 9, 1), a);
}

// @ts-ignore: decorator
@inline
function times12(a: v128): v128 {
  return v128.swizzle(i8x16(0, 12, 11, 7, 5, 9, 14, 2, 10, 6, 1, 13, 15, 3, 4, 8), a);
}

// @ts-ignore: decorator
@inline
function lowDigit(bytes: v128): v128 {
  return v128.and(bytes, i8x16.splat(15));
}

// @ts-ignore: decorator
@inline
function highDigit(bytes: v128): v128 {
  return v128.shr<u8>(bytes, 4);
}

/** Adds the products of sixteen elements with sixteen others to the sixteen at `at`: Karatsuba's way on both floors of the tower. */
// @ts-ignore: decorator
@inline
function addProduct(at: usize, aLow: v128, aHigh: v128, bLow: v128, bHigh: v128): void {
  let p0: v128, p1: v128, lambda: v128, mixed: v128;
  // The lower halves, in GF(256): u^2 = u + 8.
  let a0 = lowDigit(aLow);
  let a1 = highDigit(aLow);
  let b0 = lowDigit(bLow);
  let b1 = highDigit(bLow);
  p0 = power(logOfProduct(logs(a0), logs(b0)));
  p1 = v128.xor(p0, power(logOfProduct(logs(v128.xor(a0, a1)), logs(v128.xor(b0, b1)))));
  p0 = v128.xor(p0, power8(logOfProduct(logs(a1), logs(b1))));
  // The upper halves, times 8 u, which is v^2 + v.
  let c0 = lowDigit(aHigh);
  let c1 = highDigit(aHigh);
  let d0 = lowDigit(bHigh);
  let d1 = highDigit(bHigh);
  lambda = power8(logOfProduct(logs(c1), logs(d1)));
  mixed = power(logOfProduct(logs(v128.xor(c0, c1)), logs(v128.xor(d0, d1))));
  const r0 = v128.xor(p0, times12(v128.xor(mixed, power(logOfProduct(logs(c0), logs(d0))))));
  const r1 = v128.xor(p1, times8(v128.xor(mixed, lambda)));
  v128.store(at, v128.xor(v128.load(at), v128.or(r0, v128.shl<u8>(r1, 4))));
  // The sums of both halves.
  a0 = v128.xor(a0, c0);
  a1 = v128.xor(a1, c1);
  b0 = v128.xor(b0, d0);
  b1 = v128.xor(b1, d1);
  const low = power(logOfProduct(logs(a0), logs(b0)));
  p0 = v128.xor(p0, v128.xor(low, power8(logOfProduct(logs(a1), logs(b1)))));
  p1 = v128.xor(p1, v128.xor(low, power(logOfProduct(logs(v128.xor(a0, a1)), logs(v128.xor(b0, b1))))));
  v128.store(at, v128.xor(v128.load(at, 16), v128.or(p0, v128.shl<u8>(p1, 4))), 16);
}

/** One byte of what a linear map makes of elements. Its tables: for each digit of 4 bits a vector of lower and one of upper bytes. */
// @ts-ignore: decorator
@inline
function mapped(tables: usize, low: v128, high: v128): v128 {
  return v128.xor(
    v128.xor(
      v128.swizzle(v128.load(tables), lowDigit(low)),
      v128.swizzle(v128.load(tables, 32), highDigit(low)),
    ),
    v128.xor(
      v128.swizzle(v128.load(tables, 64), lowDigit(high)),
      v128.swizzle(v128.load(tables, 96), highDigit(high)),
    ),
  );
}

/** The twiddle factor of an index. */
function factorOf(index: i32): i32 {
  let factor: i32 = 0;
  for (let bit: i32 = 0; bit < LEVELS; bit++) {
    factor ^= load<u16>(BASIS_OFFSET + ((<usize>bit) << 1)) & -((index >> bit) & 1);
  }
  return factor;
}

/** Called once, when the basis and the maps are written. */
export function prepare(): void {
  for (let level: i32 = 0; level < 4; level++) {
    for (let lane: i32 = 0; lane < 16; lane++) {
      const chunk = lane >> level;
      const factor = factorOf((((chunk & 1) << 4) | ((chunk >> 1) << (level + 1))) >> level);
      const at = PLACES + (<usize>level) * GROUP + <usize>lane;
      store<u8>(at, factor);
      store<u8>(at, factor >> 8, 16);
    }
  }
}

/** From the coefficients to the values. */
export function evaluate(): void {
  toNovelBasis(COEFFICIENTS_OFFSET);
  for (let index: usize = 0; index < <usize>SIZE; index += 16) {
    const bytes = v128.load(COEFFICIENTS_OFFSET + index);
    const at = VALUES_OFFSET + 2 * index;
    const zero = i8x16.splat(0);
    v128.store(at, mapped(FROM_POLYNOMIAL_OFFSET, bytes, zero));
    v128.store(at, mapped(FROM_POLYNOMIAL_OFFSET + 16, bytes, zero), 16);
  }
  for (let level: i32 = LEVELS - 1; level >= 4; level--) longLevel(VALUES_OFFSET, level, false);
  shortLevel3(VALUES_OFFSET, false);
  shortLevel2(VALUES_OFFSET, false);
  shortLevel1(VALUES_OFFSET, false);
  shortLevel0(VALUES_OFFSET, false);
}

/** From the sum of products to the coefficients of the polynomial with these values. */
export function interpolate(): void {
  shortLevel0(SUM_OFFSET, true);
  shortLevel1(SUM_OFFSET, true);
  shortLevel2(SUM_OFFSET, true);
  shortLevel3(SUM_OFFSET, true);
  for (let level: i32 = 4; level < LEVELS; level++) longLevel(SUM_OFFSET, level, true);
  for (let index: usize = 0; index < <usize>SIZE; index += 16) {
    const low = v128.load(SUM_OFFSET + 2 * index);
    const high = v128.load(SUM_OFFSET + 2 * index, 16);
    v128.store(COEFFICIENTS_OFFSET + index, mapped(TO_POLYNOMIAL_OFFSET, low, high));
    v128.store(UPPER_COEFFICIENTS_OFFSET + index, mapped(TO_POLYNOMIAL_OFFSET + 16, low, high));
  }
  fromNovelBasis(COEFFICIENTS_OFFSET);
  fromNovelBasis(UPPER_COEFFICIENTS_OFFSET);
}

/** Adds the products of both lists of values to the sum. */
export function addProducts(): void {
  for (let at: usize = 0; at < 2 * <usize>SIZE; at += GROUP) {
    addProduct(
      SUM_OFFSET + at,
      v128.load(VALUES_OFFSET + at),
      v128.load(VALUES_OFFSET + at, 16),
      v128.load(OTHER_VALUES_OFFSET + at),
      v128.load(OTHER_VALUES_OFFSET + at, 16),
    );
  }
}

/** Overwrites everything that was computed. */
export function wipe(): void {
  memory.fill(COEFFICIENTS_OFFSET, 0, BASIS_OFFSET - COEFFICIENTS_OFFSET);
  memory.fill(SCRATCH, 0, GROUP);
}

// Levels: the lower half of a block gains factor times the upper half, the upper one then the lower; back in the other order.

/** A level whose blocks are whole vectors. */
function longLevel(values: usize, level: i32, back: bool): void {
  const half: usize = GROUP << (level - 4);
  const blocks: i32 = 1 << (LEVELS - 1 - level);
  addAll(values + half, values, half);
  for (let block: i32 = 1; block < blocks; block++) {
    const lower = values + 2 * half * <usize>block;
    const upper = lower + half;
    const factor = factorOf(2 * block);
    if (back) addAll(upper, lower, half);
    if (level >= FIRST_TABLED_LEVEL) addTabledProducts(lower, upper, half, factor);
    else {
      const low = i8x16.splat(<i8>factor);
      const high = i8x16.splat(<i8>(factor >> 8));
      for (let at: usize = 0; at < half; at += GROUP) {
        addProduct(lower + at, v128.load(upper + at), v128.load(upper + at, 16), low, high);
      }
    }
    if (!back) addAll(upper, lower, half);
  }
}

function addAll(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(to + at, v128.xor(v128.load(to + at), v128.load(from + at)));
  }
}

function addTabledProducts(lower: usize, upper: usize, bytes: usize, factor: i32): void {
  const low = i8x16.splat(<i8>factor);
  const high = i8x16.splat(<i8>(factor >> 8));
  const digits = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const zero = i8x16.splat(0);
  memory.fill(PRODUCTS, 0, 128);
  addProduct(PRODUCTS, digits, zero, low, high);
  addProduct(PRODUCTS + 32, v128.shl<u8>(digits, 4), zero, low, high);
  addProduct(PRODUCTS + 64, zero, digits, low, high);
  addProduct(PRODUCTS + 96, zero, v128.shl<u8>(digits, 4), low, high);
  for (let at: usize = 0; at < bytes; at += GROUP) {
    const upperLow = v128.load(upper + at);
    const upperHigh = v128.load(upper + at, 16);
    v128.store(lower + at, v128.xor(v128.load(lower + at), mapped(PRODUCTS, upperLow, upperHigh)));
    v128.store(lower + at, v128.xor(v128.load(lower + at, 16), mapped(PRODUCTS + 16, upperLow, upperHigh)), 16);
  }
}

/** The step of a short level on the lower halves of blocks at SCRATCH and their upper halves behind. `at` is where the two vectors are from. */
// @ts-ignore: decorator
@inline
function shortStep(level: i32, at: usize, back: bool): void {
  const factor = factorOf(<i32>(at >> 1) >> level);
  const places = PLACES + (<usize>level) * GROUP;
  const low = v128.xor(i8x16.splat(<i8>factor), v128.load(places));
  const high = v128.xor(i8x16.splat(<i8>(factor >> 8)), v128.load(places, 16));
  if (back) addAll(SCRATCH + GROUP, SCRATCH, GROUP);
  addProduct(SCRATCH, v128.load(SCRATCH + GROUP), v128.load(SCRATCH + GROUP, 16), low, high);
  if (!back) addAll(SCRATCH + GROUP, SCRATCH, GROUP);
}

/** Level 3: blocks of 16 elements. */
function shortLevel3(values: usize, back: bool): void {
  for (let at: usize = 0; at < 2 * <usize>SIZE; at += 2 * GROUP) {
    exchange3(values + at, SCRATCH);
    shortStep(3, at, back);
    exchange3(SCRATCH, values + at);
  }
}

/** Every other 8 elements of two vectors into one vector, the rest into another; and back. */
// @ts-ignore: decorator
@inline
function exchange3(from: usize, to: usize): void {
  for (let half: usize = 0; half < GROUP; half += 16) {
    const a = v128.load(from + half);
    const b = v128.load(from + half, 32);
    v128.store(to + half, v128.shuffle<u8>(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
    v128.store(to + half, v128.shuffle<u8>(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31), 32);
  }
}

/** Level 2: blocks of 8 elements. */
function shortLevel2(values: usize, back: bool): void {
  for (let at: usize = 0; at < 2 * <usize>SIZE; at += 2 * GROUP) {
    exchange2(values + at, SCRATCH);
    shortStep(2, at, back);
    exchange2(SCRATCH, values + at);
  }
}

/** Every other 4 elements of two vectors into one vector, the rest into another; and back. */
// @ts-ignore: decorator
@inline
function exchange2(from: usize, to: usize): void {
  for (let half: usize = 0; half < GROUP; half += 16) {
    const a = v128.load(from + half);
    const b = v128.load(from + half, 32);
    v128.store(to + half, v128.shuffle<u8>(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27));
    v128.store(to + half, v128.shuffle<u8>(a, b, 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31), 32);
  }
}

/** Level 1: blocks of 4 elements. */
function shortLevel1(values: usize, back: bool): void {
  for (let at: usize = 0; at < 2 * <usize>SIZE; at += 2 * GROUP) {
    exchange1(values + at, SCRATCH);
    shortStep(1, at, back);
    exchange1(SCRATCH, values + at);
  }
}

/** Every other 2 elements of two vectors into one vector, the rest into another; and back. */
// @ts-ignore: decorator
@inline
function exchange1(from: usize, to: usize): void {
  for (let half: usize = 0; half < GROUP; half += 16) {
    const a = v128.load(from + half);
    const b = v128.load(from + half, 32);
    v128.store(to + half, v128.shuffle<u8>(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29));
    v128.store(to + half, v128.shuffle<u8>(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31), 32);
  }
}

/** Level 0: blocks of 2 elements. */
function shortLevel0(values: usize, back: bool): void {
  for (let at: usize = 0; at < 2 * <usize>SIZE; at += 2 * GROUP) {
    exchange0(values + at, SCRATCH);
    shortStep(0, at, back);
    exchange0(SCRATCH, values + at);
  }
}

/** Every other element of two vectors into one vector, the rest into another; and back. */
// @ts-ignore: decorator
@inline
function exchange0(from: usize, to: usize): void {
  for (let half: usize = 0; half < GROUP; half += 16) {
    const a = v128.load(from + half);
    const b = v128.load(from + half, 32);
    v128.store(to + half, v128.shuffle<u8>(a, b, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30));
    v128.store(to + half, v128.shuffle<u8>(a, b, 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31), 32);
  }
}
