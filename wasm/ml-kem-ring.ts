// Of the kernel of ML-KEM-768: arithmetic on polynomials modulo Q, in vectors of eight coefficients.
//
// Coefficients are congruent modulo Q, not reduced unless it says so.

import {
  BACK_FOURS,
  BACK_FOUR_QUOTIENTS,
  BACK_TWOS,
  BACK_TWO_QUOTIENTS,
  FIRST_FORM,
  FOURS,
  FOUR_QUOTIENTS,
  INVERSE_128,
  MONTGOMERY,
  PAIRS,
  PAIR_QUOTIENTS,
  POLYNOMIAL,
  Q,
  Q_INVERSE,
  ROOTS,
  ROOT_QUOTIENTS,
  SECOND_FORM,
  TWOS,
  TWO_QUOTIENTS,
  VECTOR,
} from './ml-kem-memory';

/** Fills the tables of roots. */
export function makeRoots(): void {
  let power: i32 = 1;
  for (let exponent: i32 = 0; exponent < 128; exponent++) {
    let k: i32 = 0;
    for (let bit: i32 = 0; bit < 7; bit++) k |= ((exponent >> bit) & 1) << (6 - bit);
    putRoot(ROOTS, ROOT_QUOTIENTS, k, centred(power));
    power = (power * 17) % Q;
  }
  for (let k: i32 = 0; k < 128; k++) {
    const vector = k >> 3;
    const four = 2 * vector + ((k & 7) >> 2);
    putRoot(FOURS, FOUR_QUOTIENTS, k, root(32 + four));
    putRoot(BACK_FOURS, BACK_FOUR_QUOTIENTS, k, root(63 - four));
    // In the order that the shuffles bring about.
    const pair = (k & 7) >> 1;
    const two = 4 * vector + ((pair & 1) << 1) + (pair >> 1);
    putRoot(TWOS, TWO_QUOTIENTS, k, root(64 + two));
    putRoot(BACK_TWOS, BACK_TWO_QUOTIENTS, k, root(127 - two));
  }
  for (let pair: i32 = 0; pair < 128; pair++) {
    const gamma = (pair & 1) == 0 ? root(64 + (pair >> 1)) : -root(64 + (pair >> 1));
    putRoot(PAIRS, PAIR_QUOTIENTS, 2 * pair, MONTGOMERY);
    putRoot(PAIRS, PAIR_QUOTIENTS, 2 * pair + 1, centred((gamma * MONTGOMERY) % Q));
  }
}

function centred(value: i32): i32 {
  const reduced = ((value % Q) + Q) % Q;
  return reduced > Q / 2 ? reduced - Q : reduced;
}

function root(k: i32): i32 {
  return load<i16>(ROOTS + ((<usize>k) << 1));
}

function putRoot(roots: usize, quotients: usize, k: i32, value: i32): void {
  store<i16>(roots + ((<usize>k) << 1), <i16>value);
  const quotient = Math.round((<f64>value * 32768) / <f64>Q);
  store<i16>(quotients + ((<usize>k) << 1), <i16>quotient);
}

/** value * factor, given round(factor * 2^15 / Q): at most Q in size. */
// @ts-ignore: decorator
@inline
function times(value: v128, factor: v128, quotient: v128): v128 {
  return i16x8.sub(i16x8.mul(value, factor), i16x8.mul(i16x8.q15mulr_sat_s(value, quotient), i16x8.splat(<i16>Q)));
}

// @ts-ignore: decorator
@inline
/** Nearest to zero. */
export function reduced(value: v128): v128 {
  const scaled = i16x8.add(i16x8.q15mulr_sat_s(value, i16x8.splat(20159)), i16x8.splat(1024));
  return i16x8.sub(value, i16x8.mul(i16x8.shr_s(scaled, 11), i16x8.splat(<i16>Q)));
}

/** From zero to Q - 1, of a value that was reduced. */
// @ts-ignore: decorator
@inline
function positive(value: v128): v128 {
  return i16x8.add(value, v128.and(i16x8.shr_s(value, 15), i16x8.splat(<i16>Q)));
}

/** target = target + other, from zero to Q - 1. */
export function addReduced(target: usize, other: usize): void {
  for (let at: usize = 0; at < POLYNOMIAL; at += 16) {
    v128.store(target + at, positive(reduced(i16x8.add(v128.load(target + at), v128.load(other + at)))));
  }
}

/** NTT of each polynomial of a vector. */
export function transformVector(vector: usize): void {
  for (let at: usize = 0; at < VECTOR; at += POLYNOMIAL) transform(vector + at);
}

/** NTT: FIPS 203 algorithm 9. What goes in is less than Q in size; what comes out is reduced. */
function transform(polynomial: usize): void {
  let k: usize = 1;
  for (let half: usize = POLYNOMIAL / 2; half >= 16; half >>= 1) {
    for (let start: usize = polynomial; start < polynomial + POLYNOMIAL; start += 2 * half) {
      const factor = v128.load_splat<i16>(ROOTS + (k << 1));
      const quotient = v128.load_splat<i16>(ROOT_QUOTIENTS + (k << 1));
      k++;
      for (let at = start; at < start + half; at += 16) {
        const low = v128.load(at);
        const high = times(v128.load(at + half), factor, quotient);
        v128.store(at + half, i16x8.sub(low, high));
        v128.store(at, i16x8.add(low, high));
      }
    }
  }
  for (let at: usize = 0; at < 256; at += 16) {
    const place = polynomial + 2 * at;
    const first = v128.load(place);
    const second = v128.load(place, 16);
    let low = v128.shuffle<u64>(first, second, 0, 2);
    let high = times(v128.shuffle<u64>(first, second, 1, 3), v128.load(FOURS + at), v128.load(FOUR_QUOTIENTS + at));
    const a = i16x8.add(low, high);
    const b = i16x8.sub(low, high);
    low = v128.shuffle<u32>(a, b, 0, 2, 4, 6);
    high = times(v128.shuffle<u32>(a, b, 1, 3, 5, 7), v128.load(TWOS + at), v128.load(TWO_QUOTIENTS + at));
    const left = reduced(i16x8.add(low, high));
    const right = reduced(i16x8.sub(low, high));
    v128.store(place, v128.shuffle<u32>(left, right, 0, 4, 2, 6));
    v128.store(place, v128.shuffle<u32>(left, right, 1, 5, 3, 7), 16);
  }
}

/** The inverse of the NTT: FIPS 203 algorithm 10. What goes in is at most Q in size, and so is what comes out. */
export function invert(polynomial: usize): void {
  for (let at: usize = 0; at < 256; at += 16) {
    const place = polynomial + 2 * at;
    const first = v128.load(place);
    const second = v128.load(place, 16);
    let low = v128.shuffle<u32>(first, second, 0, 4, 2, 6);
    let high = v128.shuffle<u32>(first, second, 1, 5, 3, 7);
    const sum = i16x8.add(low, high);
    const turned = times(i16x8.sub(high, low), v128.load(BACK_TWOS + at), v128.load(BACK_TWO_QUOTIENTS + at));
    low = v128.shuffle<u32>(sum, turned, 0, 4, 1, 5);
    high = v128.shuffle<u32>(sum, turned, 2, 6, 3, 7);
    const left = i16x8.add(low, high);
    const right = times(i16x8.sub(high, low), v128.load(BACK_FOURS + at), v128.load(BACK_FOUR_QUOTIENTS + at));
    v128.store(place, v128.shuffle<u64>(left, right, 0, 2));
    v128.store(place, v128.shuffle<u64>(left, right, 1, 3), 16);
  }
  let k: usize = 31;
  for (let half: usize = 16; half <= POLYNOMIAL / 2; half <<= 1) {
    for (let start: usize = polynomial; start < polynomial + POLYNOMIAL; start += 2 * half) {
      const factor = v128.load_splat<i16>(ROOTS + (k << 1));
      const quotient = v128.load_splat<i16>(ROOT_QUOTIENTS + (k << 1));
      k--;
      for (let at = start; at < start + half; at += 16) {
        const low = v128.load(at);
        const high = v128.load(at + half);
        const sum = i16x8.add(low, high);
        // Twice is enough to stay within 16 bits.
        v128.store(at, half == 16 || half == 128 ? reduced(sum) : sum);
        v128.store(at + half, times(i16x8.sub(high, low), factor, quotient));
      }
    }
  }
  const factor = i16x8.splat(<i16>INVERSE_128);
  const quotient = i16x8.splat(-256);
  for (let at = polynomial; at < polynomial + POLYNOMIAL; at += 16) v128.store(at, times(v128.load(at), factor, quotient));
}

/** The vector in the two forms that `multiplyRow` needs, both times 2^16: (b0, root * b1) and (b1, b0) of each pair. */
export function prepareForms(vector: usize): void {
  const factor = i16x8.splat(<i16>MONTGOMERY);
  const quotient = i16x8.splat(-10276);
  for (let polynomial: usize = 0; polynomial < VECTOR; polynomial += POLYNOMIAL) {
    for (let at: usize = 0; at < POLYNOMIAL; at += 16) {
      const value = v128.load(vector + polynomial + at);
      const first = times(value, v128.load(PAIRS + at), v128.load(PAIR_QUOTIENTS + at));
      const second = times(value, factor, quotient);
      v128.store(FIRST_FORM + polynomial + at, first);
      v128.store(SECOND_FORM + polynomial + at, v128.or(i32x4.shl(second, 16), i32x4.shr_u(second, 16)));
    }
  }
}

/** The product of three polynomials, `stride` bytes apart, and the prepared vector: FIPS 203 algorithms 11 and 12, and their sum. */
export function multiplyRow(row: usize, stride: usize, target: usize): void {
  for (let at: usize = 0; at < POLYNOMIAL; at += 16) {
    const a = v128.load(row + at);
    const b = v128.load(row + stride + at);
    const c = v128.load(row + 2 * stride + at);
    const first = i32x4.add(
      i32x4.add(
        i32x4.dot_i16x8_s(a, v128.load(FIRST_FORM + at)),
        i32x4.dot_i16x8_s(b, v128.load(FIRST_FORM + POLYNOMIAL + at)),
      ),
      i32x4.dot_i16x8_s(c, v128.load(FIRST_FORM + 2 * POLYNOMIAL + at)),
    );
    const second = i32x4.add(
      i32x4.add(
        i32x4.dot_i16x8_s(a, v128.load(SECOND_FORM + at)),
        i32x4.dot_i16x8_s(b, v128.load(SECOND_FORM + POLYNOMIAL + at)),
      ),
      i32x4.dot_i16x8_s(c, v128.load(SECOND_FORM + 2 * POLYNOMIAL + at)),
    );
    v128.store(target + at, dividedBy65536(first, second));
  }
}

/** Montgomery's reduction of four pairs of sums: at most Q in size. */
// @ts-ignore: decorator
@inline
function dividedBy65536(first: v128, second: v128): v128 {
  const low = v128.or(v128.and(first, i32x4.splat(0xffff)), i32x4.shl(second, 16));
  const high = v128.or(i32x4.shr_u(first, 16), v128.and(second, i32x4.splat(<i32>0xffff0000)));
  const multiple = i16x8.mul(low, i16x8.splat(Q_INVERSE));
  const q = i16x8.splat(<i16>Q);
  const even = i32x4.extmul_low_i16x8_s(multiple, q);
  const odd = i32x4.extmul_high_i16x8_s(multiple, q);
  return i16x8.sub(high, v128.shuffle<u16>(even, odd, 1, 3, 5, 7, 9, 11, 13, 15));
}
