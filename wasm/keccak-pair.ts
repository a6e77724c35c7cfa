// Of the kernel of ML-KEM-768: SHA-3 and SHAKE, FIPS 202, on two states at a time.

import { OTHER_STATE, ROUND_CONSTANTS, SQUEEZED, SQUEEZED_BYTES, STATE } from './ml-kem-memory';

/** Both states after 32 common bytes and up to 8 that differ, with the end of the padding in the rate's last lane. */
export function seedStates(seed: usize, firstEnd: u64, secondEnd: u64, lastLane: usize): void {
  memory.fill(STATE, 0, 400);
  for (let lane: usize = 0; lane < 4; lane++) v128.store(STATE + 16 * lane, v128.load_splat<u64>(seed + 8 * lane));
  store<u64>(STATE, firstEnd, 64);
  store<u64>(STATE, secondEnd, 72);
  v128.store(STATE + 16 * lastLane, i64x2.splat(0x8000000000000000));
}

/** The state after one text, with its padding; the second state is not used. */
export function absorb(text: usize, textBytes: usize, rate: usize, domain: u8): void {
  memory.fill(STATE, 0, 400);
  let at: usize = 0;
  for (; at + rate <= textBytes; at += rate) absorbBlock(text + at, rate);
  memory.fill(SQUEEZED, 0, rate);
  memory.copy(SQUEEZED, text + at, textBytes - at);
  store<u8>(SQUEEZED + textBytes - at, domain);
  store<u8>(SQUEEZED + rate - 1, load<u8>(SQUEEZED + rate - 1) | 0x80);
  absorbBlock(SQUEEZED, rate);
}

function absorbBlock(block: usize, rate: usize): void {
  for (let at: usize = 0; at < rate; at += 8) {
    store<u64>(STATE + 2 * at, load<u64>(STATE + 2 * at) ^ load<u64>(block + at));
  }
  permute();
}

/** Takes the first lanes of the first state. */
export function copyLanes(target: usize, lanes: usize): void {
  for (let lane: usize = 0; lane < lanes; lane++) store<u64>(target + 8 * lane, load<u64>(STATE + 16 * lane));
}

/** Takes the first lanes of both states. */
export function squeeze(lanes: usize): void {
  for (let lane: usize = 0; lane < lanes; lane++) {
    store<u64>(SQUEEZED + 8 * lane, load<u64>(STATE + 16 * lane));
    store<u64>(SQUEEZED + SQUEEZED_BYTES + 8 * lane, load<u64>(STATE + 16 * lane, 8));
  }
}

/** Keccak-f[1600] of both states. */
export function permute(): void {
  for (let at: usize = ROUND_CONSTANTS; at < ROUND_CONSTANTS + 192; at += 16) {
    turn(STATE, OTHER_STATE, at);
    turn(OTHER_STATE, STATE, at + 8);
  }
}

/** One round: FIPS 202 §3.3. The numbers are those of the lanes, and how far each is rotated. */
function turn(from: usize, to: usize, constant: usize): void {
  const c0 = column(from, 0);
  const c1 = column(from, 16);
  const c2 = column(from, 32);
  const c3 = column(from, 48);
  const c4 = column(from, 64);
  const d0 = v128.xor(c4, rotated(c1, 1));
  const d1 = v128.xor(c0, rotated(c2, 1));
  const d2 = v128.xor(c1, rotated(c3, 1));
  const d3 = v128.xor(c2, rotated(c4, 1));
  const d4 = v128.xor(c3, rotated(c0, 1));
  row(to, v128.xor(load128(from, 0), d0), lane(from, 6, d1, 44), lane(from, 12, d2, 43), lane(from, 18, d3, 21), lane(from, 24, d4, 14));
  v128.store(to, v128.xor(v128.load(to), v128.load_splat<u64>(constant)));
  row(to + 80, lane(from, 3, d3, 28), lane(from, 9, d4, 20), lane(from, 10, d0, 3), lane(from, 16, d1, 45), lane(from, 22, d2, 61));
  row(to + 160, lane(from, 1, d1, 1), lane(from, 7, d2, 6), lane(from, 13, d3, 25), lane(from, 19, d4, 8), lane(from, 20, d0, 18));
  row(to + 240, lane(from, 4, d4, 27), lane(from, 5, d0, 36), lane(from, 11, d1, 10), lane(from, 17, d2, 15), lane(from, 23, d3, 56));
  row(to + 320, lane(from, 2, d2, 62), lane(from, 8, d3, 55), lane(from, 14, d4, 39), lane(from, 15, d0, 41), lane(from, 21, d1, 2));
}

// @ts-ignore: decorator
@inline
function load128(from: usize, index: usize): v128 {
  return v128.load(from + 16 * index);
}

// @ts-ignore: decorator
@inline
function rotated(value: v128, bits: i32): v128 {
  return v128.or(i64x2.shl(value, bits), i64x2.shr_u(value, 64 - bits));
}

// @ts-ignore: decorator
@inline
function column(from: usize, at: usize): v128 {
  const upper = v128.xor(v128.load(from + at), v128.load(from + at + 80));
  const lower = v128.xor(v128.load(from + at + 160), v128.load(from + at + 240));
  return v128.xor(v128.xor(upper, lower), v128.load(from + at + 320));
}

/** A lane after the steps theta and rho. */
// @ts-ignore: decorator
@inline
function lane(from: usize, index: usize, d: v128, bits: i32): v128 {
  return rotated(v128.xor(v128.load(from + 16 * index), d), bits);
}

/** The step chi of one row. */
// @ts-ignore: decorator
@inline
function row(to: usize, b0: v128, b1: v128, b2: v128, b3: v128, b4: v128): void {
  v128.store(to, v128.xor(b0, v128.andnot(b2, b1)));
  v128.store(to, v128.xor(b1, v128.andnot(b3, b2)), 16);
  v128.store(to, v128.xor(b2, v128.andnot(b4, b3)), 32);
  v128.store(to, v128.xor(b3, v128.andnot(b0, b4)), 48);
  v128.store(to, v128.xor(b4, v128.andnot(b1, b0)), 64);
}

/** FIPS 202 §3.2.5, algorithm 5. */
export function makeRoundConstants(): void {
  let register: i32 = 1;
  for (let round: i32 = 0; round < 24; round++) {
    let constant: u64 = 0;
    for (let j: i32 = 0; j < 7; j++) {
      constant |= (<u64>(register & 1)) << ((1 << j) - 1);
      register <<= 1;
      if ((register & 0x100) != 0) register ^= 0x171;
    }
    store<u64>(ROUND_CONSTANTS + ((<usize>round) << 3), constant);
  }
}
