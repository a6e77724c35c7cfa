import { packBits, unpackBits } from '../../../src/qkd/amplification/bit-strings.ts';

/** T x, bit by bit, T[i][j] = seed[i - j + bits - 1]: the slow twin. All packed. */
export function slowToeplitz(x: Uint8Array, bits: number, rows: number, seed: Uint8Array): Uint8Array {
  const input = unpackBits(x, bits);
  const random = unpackBits(seed, bits + rows - 1);
  const output = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let column = 0; column < bits; column++) {
      sum ^= (input[column] ?? 0) & (random[row - column + bits - 1] ?? 0);
    }
    output[row] = sum;
  }
  return packBits(output);
}
