// Of the kernel of ML-KEM-768: sampling, FIPS 203 §4.2.2, of two polynomials at a time.

import { permute, seedStates, squeeze } from './keccak-pair';
import { MATRIX, POLYNOMIAL, Q, SQUEEZED, SQUEEZED_BYTES } from './ml-kem-memory';

/** The matrix of a public key from its seed: FIPS 203 algorithm 13, steps 3 to 7. */
export function expandMatrix(rho: usize): void {
  for (let index: i32 = 0; index < 9; index += 2) samplePair(rho, index, index < 8 ? index + 1 : 8);
}

/** SampleNTT of two elements of the matrix at once, or of one twice. */
function samplePair(rho: usize, first: i32, second: i32): void {
  seedStates(rho, 0x1f0000 | placeOf(first), 0x1f0000 | placeOf(second), 20);
  const firstTarget = MATRIX + (<usize>first) * POLYNOMIAL;
  const secondTarget = MATRIX + (<usize>second) * POLYNOMIAL;
  let firstCount: usize = 0;
  let secondCount: usize = 0;
  while (firstCount < 256 || secondCount < 256) {
    permute();
    squeeze(21);
    firstCount = accept(SQUEEZED, firstTarget, firstCount);
    secondCount = accept(SQUEEZED + SQUEEZED_BYTES, secondTarget, secondCount);
  }
}

/** Column, then row: FIPS 203 algorithm 13, step 5. */
function placeOf(index: i32): u64 {
  return <u64>(index % 3 | ((index / 3) << 8));
}

/** Keeps what is less than Q. It branches on public bytes. */
function accept(source: usize, target: usize, found: usize): usize {
  let count = found;
  for (let at = source; at < source + 168 && count < 256; at += 3) {
    const bits = load<u16>(at) | ((<u32>load<u8>(at, 2)) << 16);
    const low = bits & 0xfff;
    const high = bits >> 12;
    store<u16>(target + 2 * count, <u16>low);
    count += low < <u32>Q ? 1 : 0;
    if (count == 256) break;
    store<u16>(target + 2 * count, <u16>high);
    count += high < <u32>Q ? 1 : 0;
  }
  return count;
}

/** SamplePolyCBD_2 of PRF_2 with two nonces that follow each other: FIPS 203 algorithm 8. */
export function sampleNoisePair(seed: usize, nonce: i32, first: usize, second: usize): void {
  seedStates(seed, 0x1f00 | <u64>nonce, 0x1f00 | <u64>(nonce + 1), 16);
  permute();
  squeeze(16);
  sumBits(SQUEEZED, first);
  sumBits(SQUEEZED + SQUEEZED_BYTES, second);
}

/** Each coefficient is the sum of two bits less the sum of two others. */
function sumBits(source: usize, target: usize): void {
  const fives = i8x16.splat(0x55);
  const threes = i8x16.splat(0x33);
  const ones = i8x16.splat(0x0f);
  for (let at: usize = 0; at < 128; at += 16) {
    const bits = v128.load(source + at);
    const sums = i8x16.add(v128.and(bits, fives), v128.and(i16x8.shr_u(bits, 1), fives));
    const a = v128.and(sums, threes);
    const b = v128.and(i16x8.shr_u(sums, 2), threes);
    const low = i8x16.sub(v128.and(a, ones), v128.and(b, ones));
    const high = i8x16.sub(v128.and(i16x8.shr_u(a, 4), ones), v128.and(i16x8.shr_u(b, 4), ones));
    const first = v128.shuffle<u8>(low, high, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const second = v128.shuffle<u8>(low, high, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    v128.store(target + 4 * at, i16x8.extend_low_i8x16_s(first));
    v128.store(target + 4 * at, i16x8.extend_high_i8x16_s(first), 16);
    v128.store(target + 4 * at, i16x8.extend_low_i8x16_s(second), 32);
    v128.store(target + 4 * at, i16x8.extend_high_i8x16_s(second), 48);
  }
}
