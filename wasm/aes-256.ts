// AssemblyScript, not TypeScript: part of gcm-kernel.ts.
//
// AES-256 encryption (FIPS 197) by permutations of vectors, after M. Hamburg, "Accelerating AES with Vector Permute Instructions"
// (CHES 2009). Nothing depends on data: no branch, and no address, since what is looked up lies in vectors.
//
// The field of AES has one of 16 elements in it, and is two-dimensional over that. With z + z' = 1 of two conjugates, an element is
// i z + j z'; its byte here has i in the high four bits and k = i + j in the low ones. With n = z z' and a = 1/n,
//
//     u = 1/(1/i + a/k) + j,  t = 1/(1/j + a/k) + i
//
// are such that the inverse of the element is a linear function of (1/u, 1/t), so that this function and the linear part of the S-box
// are two tables of 16 bytes. 0x80 stands for 1/0: looked up, it gives zero. The numbers come from z = 0x12 and the basis 1, g, g^2,
// g^3 with g = 0x0d; a test computes them from that.

/** Bytes of an expanded key: a block for each round, and one before the first. */
export const SCHEDULE_BYTES: usize = 240;

const BLOCK: usize = 16;
const KEY_WORDS: i32 = 8;
const ROUNDS: usize = 14;
const SCHEDULE_WORDS: i32 = 60;

/** Bytes of AES, by their low and their high four bits, as bytes here. */
const FROM_LOW: usize = memory.data<u8>([
  0x00, 0x10, 0x46, 0x56, 0xad, 0xbd, 0xeb, 0xfb, 0x9d, 0x8d, 0xdb, 0xcb, 0x30, 0x20, 0x76, 0x66,
], 16);
const FROM_HIGH: usize = memory.data<u8>([
  0x00, 0x57, 0x29, 0x7e, 0x07, 0x50, 0x2e, 0x79, 0xfe, 0xa9, 0xd7, 0x80, 0xf9, 0xae, 0xd0, 0x87,
], 16);
/** 1/x and a/x. */
const INVERSE: usize = memory.data<u8>([
  0x80, 0x01, 0x0c, 0x08, 0x06, 0x0f, 0x04, 0x0e, 0x03, 0x0d, 0x0b, 0x0a, 0x02, 0x09, 0x07, 0x05,
], 16);
const QUOTIENT: usize = memory.data<u8>([
  0x80, 0x0c, 0x06, 0x04, 0x03, 0x0b, 0x02, 0x07, 0x0d, 0x0a, 0x09, 0x05, 0x01, 0x08, 0x0f, 0x0e,
], 16);
/** What u and t add to the S-box without its constant: as bytes here, as twice that, and as bytes of AES. */
const ONCE_U: usize = memory.data<u8>([
  0x00, 0xcc, 0x3d, 0xf2, 0x81, 0xbf, 0xcf, 0x73, 0x82, 0xf1, 0x70, 0xbc, 0x4e, 0x3e, 0x4d, 0x03,
], 16);
const ONCE_T: usize = memory.data<u8>([
  0x00, 0xfd, 0x10, 0x7b, 0x47, 0xc1, 0x6b, 0x3c, 0xd1, 0xed, 0xaa, 0x57, 0x2c, 0x86, 0xba, 0x96,
], 16);
const TWICE_U: usize = memory.data<u8>([
  0x00, 0x42, 0x69, 0xfd, 0x70, 0xcf, 0x94, 0x8d, 0xa6, 0x2b, 0x5b, 0x19, 0xe4, 0xbf, 0x32, 0xd6,
], 16);
const TWICE_T: usize = memory.data<u8>([
  0x00, 0x4a, 0x46, 0xc4, 0x6f, 0xe1, 0x82, 0xab, 0xa7, 0x0c, 0x63, 0x29, 0xed, 0x8e, 0x25, 0xc8,
], 16);
const AES_U: usize = memory.data<u8>([
  0x00, 0x4b, 0xb5, 0x2a, 0xa3, 0xc2, 0x9f, 0x89, 0x77, 0xfe, 0x5d, 0x16, 0x3c, 0x61, 0xe8, 0xd4,
], 16);
const AES_T: usize = memory.data<u8>([
  0x00, 0x54, 0x01, 0xb7, 0x11, 0xf2, 0xb6, 0xa6, 0xf3, 0x55, 0x44, 0x10, 0xa7, 0xe3, 0x45, 0xe2,
], 16);
/** The constant of the S-box, which all columns mix into itself, is in the keys of the rounds. */
const CONSTANT: i32 = 0x63;

/** Expands the key at the beginning of the schedule; the keys of the rounds but the last are bytes as they are here. FIPS 197 §5.2 */
export function expandKey(schedule: usize): void {
  let constant: i32 = 1;
  for (let word = KEY_WORDS; word < SCHEDULE_WORDS; word++) {
    const at = schedule + 4 * <usize>word;
    let made = load<i32>(at - 4);
    const place = word & (KEY_WORDS - 1);
    if (place == 0) {
      made = substituted(rotr<i32>(made, 8)) ^ constant;
      constant <<= 1;
    } else if (place == 4) made = substituted(made);
    store<i32>(at, load<i32>(at - 4 * KEY_WORDS) ^ made);
  }
  v128.store(schedule, entered(v128.load(schedule)));
  for (let round: usize = 1; round <= ROUNDS; round++) {
    const at = schedule + BLOCK * round;
    const key = v128.xor(v128.load(at), i8x16.splat(<i8>CONSTANT));
    v128.store(at, round == ROUNDS ? key : entered(key));
  }
}

/** Encrypts two blocks in place under an expanded key: two at a time, so that one computes while the other waits. FIPS 197 §5.1 */
export function encryptPair(schedule: usize, at: usize): void {
  let first = v128.xor(entered(v128.load(at)), v128.load(schedule));
  let second = v128.xor(entered(v128.load(at, 16)), v128.load(schedule));
  const last = schedule + BLOCK * ROUNDS;
  for (let key = schedule + BLOCK; key < last; key += BLOCK) {
    first = v128.xor(mixed(first), v128.load(key));
    second = v128.xor(mixed(second), v128.load(key));
  }
  v128.store(at, v128.xor(shiftedRows(left(first)), v128.load(last)));
  v128.store(at, v128.xor(shiftedRows(left(second)), v128.load(last)), 16);
}

/** The S-box of each byte of a word. */
function substituted(word: i32): i32 {
  return i32x4.extract_lane(v128.xor(left(entered(i32x4.splat(word))), i8x16.splat(<i8>CONSTANT)), 0);
}

// @ts-ignore: decorator
@inline
function entered(bytes: v128): v128 {
  return v128.xor(i8x16.relaxed_swizzle(v128.load(FROM_LOW), low(bytes)), i8x16.relaxed_swizzle(v128.load(FROM_HIGH), high(bytes)));
}

/** Bytes of AES that come out of the S-box, without its constant. */
// @ts-ignore: decorator
@inline
function left(state: v128): v128 {
  const i = high(state);
  const k = low(state);
  const j = v128.xor(i, k);
  const quotient = i8x16.relaxed_swizzle(v128.load(QUOTIENT), k);
  return v128.xor(i8x16.relaxed_swizzle(v128.load(AES_U), inverted(i, j, quotient)), i8x16.relaxed_swizzle(v128.load(AES_T), inverted(j, i, quotient)));
}

/** SubBytes, ShiftRows and MixColumns, without the constant of the S-box. */
// @ts-ignore: decorator
@inline
function mixed(state: v128): v128 {
  const i = high(state);
  const k = low(state);
  const j = v128.xor(i, k);
  const quotient = i8x16.relaxed_swizzle(v128.load(QUOTIENT), k);
  const u = inverted(i, j, quotient);
  const t = inverted(j, i, quotient);
  const once = v128.xor(i8x16.relaxed_swizzle(v128.load(ONCE_U), u), i8x16.relaxed_swizzle(v128.load(ONCE_T), t));
  const twice = v128.xor(i8x16.relaxed_swizzle(v128.load(TWICE_U), u), i8x16.relaxed_swizzle(v128.load(TWICE_T), t));
  const thrice = v128.xor(once, twice);
  // Each byte is twice itself, three times the next of its column, and the two after that: after the rows were shifted.
  return v128.xor(
    v128.xor(shiftedRows(twice), i8x16.shuffle(thrice, thrice, 5, 10, 15, 0, 9, 14, 3, 4, 13, 2, 7, 8, 1, 6, 11, 12)),
    v128.xor(
      i8x16.shuffle(once, once, 10, 15, 0, 5, 14, 3, 4, 9, 2, 7, 8, 13, 6, 11, 12, 1),
      i8x16.shuffle(once, once, 15, 0, 5, 10, 3, 4, 9, 14, 7, 8, 13, 2, 11, 12, 1, 6),
    ),
  );
}

/** 1/(1/x + quotient) + y. */
// @ts-ignore: decorator
@inline
function inverted(x: v128, y: v128, quotient: v128): v128 {
  return v128.xor(i8x16.relaxed_swizzle(v128.load(INVERSE), v128.xor(i8x16.relaxed_swizzle(v128.load(INVERSE), x), quotient)), y);
}

// @ts-ignore: decorator
@inline
function shiftedRows(state: v128): v128 {
  return i8x16.shuffle(state, state, 0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11);
}

// @ts-ignore: decorator
@inline
function low(bytes: v128): v128 {
  return v128.and(bytes, i8x16.splat(0x0f));
}

// @ts-ignore: decorator
@inline
function high(bytes: v128): v128 {
  return v128.and(i16x8.shr_u(bytes, 4), i8x16.splat(0x0f));
}
