import { assert } from '../../base/index.ts';
import { bytesOfBits, clearBitsFrom, copyBits } from './bit-strings.ts';
import { toeplitzByShifts } from './toeplitz-by-shifts.ts';
import { toeplitzByTransform } from './toeplitz-by-transform.ts';

/** Products of bits below which shifting is faster than transforming. */
const SHIFTS_UP_TO = 3e7;

/** Bits of public randomness that choose the hash of a key of this length. */
export function toeplitzSeedBits(keyBits: number): number {
  return Math.max(0, keyBits - 1);
}

/**
 * Hashes a key of `keyBits` bits to `finalBits`: y = x1 + T x2, x1 being the first `finalBits` of it and T the Toeplitz
 * matrix with T[i][j] = seed[i - j + keyBits - finalBits - 1].
 *
 * The matrix (1 | T) is universal_2 as a full Toeplitz matrix is, with a shorter seed (Hayashi, IEEE Trans. Inf. Theory
 * 57, 3989 (2011)). Bits are packed, bit i being bit i mod 8 of byte i div 8. Exact.
 */
export function toeplitzHash(
  key: Uint8Array,
  keyBits: number,
  finalBits: number,
  seed: Uint8Array,
): Uint8Array<ArrayBuffer> {
  assert(finalBits >= 0 && finalBits <= keyBits, 'a hash is not longer than the key');
  assert(key.length === bytesOfBits(keyBits), 'the key has its bytes');
  assert(seed.length === bytesOfBits(toeplitzSeedBits(keyBits)), 'the seed has its bytes');
  const hash = new Uint8Array(bytesOfBits(finalBits));
  const restBits = keyBits - finalBits;
  if (restBits > 0 && finalBits > 0) {
    const rest = new Uint8Array(bytesOfBits(restBits));
    copyBits(key, finalBits, rest);
    clearBitsFrom(rest, restBits);
    if (restBits * finalBits <= SHIFTS_UP_TO) toeplitzByShifts(rest, restBits, seed, hash);
    else toeplitzByTransform(rest, restBits, seed, hash);
    rest.fill(0);
  }
  for (let index = 0; index < hash.length; index++) hash[index] = (hash[index] ?? 0) ^ (key[index] ?? 0);
  clearBitsFrom(hash, finalBits);
  return hash;
}
