// AssemblyScript, not TypeScript: compiled by tools/wasm.ts into src/crypto/gcm-kernel-module.ts.
//
// AES-256-GCM (NIST SP 800-38D) of short texts. Nothing depends on data: no branch, no address.

import { encryptPair, expandKey, SCHEDULE_BYTES } from './aes-256';

// Where things lie in memory, in bytes.

/** The key; behind it lies what it is expanded to: the schedule of AES, then the hash key of GCM. */
export const KEY_OFFSET: usize = 0;
const SCHEDULE: usize = 32;
const HASH_KEY: usize = SCHEDULE + SCHEDULE_BYTES;
/** The nonce. */
export const NONCE_OFFSET: usize = 288;
/** Associated data. */
export const ASSOCIATED_OFFSET: usize = 304;
/** The key stream: the first block masks the tag, the others the text. */
const STREAM: usize = 368;
/** The text, then the tag. Behind it is room for both. */
export const TEXT_OFFSET: usize = 592;

/** Bytes of a key with what it is expanded to. */
export const EXPANDED_BYTES: i32 = 288;
/** The longest text: 12 blocks. */
export const MAX_TEXT_BYTES: i32 = 192;
/** The longest associated data: four blocks. */
export const MAX_ASSOCIATED_BYTES: i32 = 64;

const BLOCK: usize = 16;
/** Behind the longest text and its tag. */
const SECRETS_END: usize = 816;
const EVERY_FOURTH: u64 = 0x1111111111111111;

// Words of 64 bits: the key and its mirror image, with the sums that Karatsuba's method needs, and the hash.
let key0: u64 = 0;
let key1: u64 = 0;
let keySum: u64 = 0;
let mirrored0: u64 = 0;
let mirrored1: u64 = 0;
let mirroredSum: u64 = 0;
let hash0: u64 = 0;
let hash1: u64 = 0;

/** Expands the key. */
export function expand(): void {
  memory.copy(SCHEDULE, KEY_OFFSET, 32);
  expandKey(SCHEDULE);
  v128.store(STREAM, i64x2.splat(0));
  encryptPair(SCHEDULE, STREAM);
  v128.store(HASH_KEY, v128.load(STREAM));
}

/** Encrypts the text in place and writes the tag behind it. */
export function seal(textBytes: i32, associatedBytes: i32): void {
  makeStream(textBytes);
  mask(textBytes);
  const end = TEXT_OFFSET + <usize>textBytes;
  computeTag(textBytes, associatedBytes);
  store<u64>(end, bswap<u64>(hash1));
  store<u64>(end, bswap<u64>(hash0), 8);
}

/** Zero if the tag behind the text is right; then the text is decrypted in place. */
export function open(textBytes: i32, associatedBytes: i32): i32 {
  const end = TEXT_OFFSET + <usize>textBytes;
  const given1 = bswap<u64>(load<u64>(end));
  const given0 = bswap<u64>(load<u64>(end, 8));
  makeStream(textBytes);
  computeTag(textBytes, associatedBytes);
  const difference = (given0 ^ hash0) | (given1 ^ hash1);
  if (difference == 0) mask(textBytes);
  return difference == 0 ? 0 : 1;
}

/** Overwrites the key, what was made of it, and the text. */
export function forget(): void {
  memory.fill(KEY_OFFSET, 0, SECRETS_END);
  key0 = key1 = keySum = mirrored0 = mirrored1 = mirroredSum = hash0 = hash1 = 0;
}

/** The encrypted counter blocks, from number one on, of the tag and of the text. SP 800-38D §7.1 */
function makeStream(textBytes: i32): void {
  const nonce = v128.load(NONCE_OFFSET);
  const end = STREAM + BLOCK + <usize>textBytes;
  for (let at = STREAM, number = 1; at < end; at += 2 * BLOCK, number += 2) {
    v128.store(at, i32x4.replace_lane(nonce, 3, bswap<i32>(number)));
    v128.store(at, i32x4.replace_lane(nonce, 3, bswap<i32>(number + 1)), 16);
    encryptPair(SCHEDULE, at);
  }
}

/** Adds the stream to the text, by whole blocks: what lies behind the text is overwritten later or not looked at. */
function mask(textBytes: i32): void {
  for (let at: usize = 0; at < <usize>textBytes; at += BLOCK) {
    v128.store(TEXT_OFFSET + at, v128.xor(v128.load(TEXT_OFFSET + at), v128.load(STREAM + BLOCK + at)));
  }
}

/** Leaves the tag in `hash1` and `hash0`. Overwrites what lies behind the text. */
function computeTag(textBytes: i32, associatedBytes: i32): void {
  setKey();
  hash0 = 0;
  hash1 = 0;
  absorbPadded(ASSOCIATED_OFFSET, associatedBytes);
  absorbPadded(TEXT_OFFSET, textBytes);
  absorb((<u64>associatedBytes) << 3, (<u64>textBytes) << 3);
  hash1 ^= bswap<u64>(load<u64>(STREAM));
  hash0 ^= bswap<u64>(load<u64>(STREAM, 8));
}

function setKey(): void {
  key1 = bswap<u64>(load<u64>(HASH_KEY));
  key0 = bswap<u64>(load<u64>(HASH_KEY, 8));
  keySum = key0 ^ key1;
  mirrored0 = mirror(key0);
  mirrored1 = mirror(key1);
  mirroredSum = mirrored0 ^ mirrored1;
}

/** Takes bytes in, with zeros behind them to the end of their last block. */
function absorbPadded(start: usize, bytes: i32): void {
  const end = start + <usize>bytes;
  const rest = <usize>bytes & (BLOCK - 1);
  if (rest != 0) memory.fill(end, 0, BLOCK - rest);
  for (let at = start; at < end; at += BLOCK) absorb(bswap<u64>(load<u64>(at)), bswap<u64>(load<u64>(at, 8)));
}

/** hash = (hash + block) * key, in the field of GCM, where the first bit of a block is the coefficient of x^0. */
function absorb(block1: u64, block0: u64): void {
  const x0 = hash0 ^ block0;
  const x1 = hash1 ^ block1;
  const y0 = mirror(x0);
  const y1 = mirror(x1);
  const a0 = product(x0, key0);
  const a1 = mirror(product(y0, mirrored0)) >> 1;
  const b0 = product(x1, key1);
  const b1 = mirror(product(y1, mirrored1)) >> 1;
  const m0 = product(x0 ^ x1, keySum) ^ a0 ^ b0;
  const m1 = (mirror(product(y0 ^ y1, mirroredSum)) >> 1) ^ a1 ^ b1;
  let z0 = a0;
  let z1 = a1 ^ m0;
  let z2 = b0 ^ m1;
  let z3 = b1;
  // The product of mirrored numbers is one bit short of the mirrored product.
  z3 = (z3 << 1) | (z2 >> 63);
  z2 = (z2 << 1) | (z1 >> 63);
  z1 = (z1 << 1) | (z0 >> 63);
  z0 = z0 << 1;
  // Modulo x^128 + x^7 + x^2 + x + 1.
  z2 ^= z0 ^ (z0 >> 1) ^ (z0 >> 2) ^ (z0 >> 7);
  z1 ^= (z0 << 63) ^ (z0 << 62) ^ (z0 << 57);
  z3 ^= z1 ^ (z1 >> 1) ^ (z1 >> 2) ^ (z1 >> 7);
  z2 ^= (z1 << 63) ^ (z1 << 62) ^ (z1 << 57);
  hash1 = z3;
  hash0 = z2;
}

/**
 * The lower 64 bits of the product of two polynomials over GF(2), by integer products of operands with three zeros between the bits
 * that count: at most 15 ones meet in a place that is kept, so that no carry reaches the next (the highest place, where 16 can meet,
 * has no next).
 */
function product(x: u64, y: u64): u64 {
  const x0 = x & EVERY_FOURTH;
  const x1 = x & (EVERY_FOURTH << 1);
  const x2 = x & (EVERY_FOURTH << 2);
  const x3 = x & (EVERY_FOURTH << 3);
  const y0 = y & EVERY_FOURTH;
  const y1 = y & (EVERY_FOURTH << 1);
  const y2 = y & (EVERY_FOURTH << 2);
  const y3 = y & (EVERY_FOURTH << 3);
  const z0 = (x0 * y0) ^ (x1 * y3) ^ (x2 * y2) ^ (x3 * y1);
  const z1 = (x0 * y1) ^ (x1 * y0) ^ (x2 * y3) ^ (x3 * y2);
  const z2 = (x0 * y2) ^ (x1 * y1) ^ (x2 * y0) ^ (x3 * y3);
  const z3 = (x0 * y3) ^ (x1 * y2) ^ (x2 * y1) ^ (x3 * y0);
  return (
    (z0 & EVERY_FOURTH) |
    (z1 & (EVERY_FOURTH << 1)) |
    (z2 & (EVERY_FOURTH << 2)) |
    (z3 & (EVERY_FOURTH << 3))
  );
}

/** The bits of a word in the opposite order. */
function mirror(word: u64): u64 {
  let x = bswap<u64>(word);
  x = ((x >> 4) & 0x0f0f0f0f0f0f0f0f) | ((x & 0x0f0f0f0f0f0f0f0f) << 4);
  x = ((x >> 2) & 0x3333333333333333) | ((x & 0x3333333333333333) << 2);
  return ((x >> 1) & 0x5555555555555555) | ((x & 0x5555555555555555) << 1);
}
