import { copyBits } from './bit-strings.ts';

/**
 * Adds T x to `hash`, T[i][j] = seed[i - j + bits - 1], by adding the column of every bit that is set: for short keys.
 *
 * `x` has `bits` bits; all are packed. Bits of `hash` behind its last row are left undefined.
 */
export function toeplitzByShifts(x: Uint8Array, bits: number, seed: Uint8Array, hash: Uint8Array): void {
  const words = Math.ceil(hash.length / 4);
  const sum = new Int32Array(words);
  // The seed shifted by 0 to 31 bits, so that every column starts at a word of one of them.
  const shifted = shiftedSeeds(seed, words + Math.ceil(bits / 32) + 1);
  for (let column = 0; column < bits; column++) {
    if ((((x[column >> 3] ?? 0) >> (column & 7)) & 1) === 0) continue;
    const first = bits - 1 - column;
    addWords(sum, shifted[first & 31] ?? sum, first >>> 5);
  }
  const bytes = new Uint8Array(sum.buffer, 0, hash.length);
  for (let index = 0; index < hash.length; index++) hash[index] = (hash[index] ?? 0) ^ (bytes[index] ?? 0);
}

function addWords(sum: Int32Array, from: Int32Array, start: number): void {
  for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] ?? 0) ^ (from[start + index] ?? 0);
}

function shiftedSeeds(seed: Uint8Array, words: number): readonly Int32Array[] {
  return Array.from({ length: 32 }, (_, shift) => {
    const bytes = new Uint8Array(4 * words);
    copyBits(seed, shift, bytes);
    return new Int32Array(bytes.buffer);
  });
}
