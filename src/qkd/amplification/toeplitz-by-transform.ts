import { addProducts, evaluateEverywhere, interpolateEverywhere, type WideCoefficients } from './additive-transform.ts';
import { copyBits } from './bit-strings.ts';
import { FIELD_SIZE } from './cantor-field.ts';

/**
 * Bytes of one block of the key and of the hash. A polynomial of so many coefficients times one of twice as many wraps
 * around (x^65536 = x) into the coefficients below the block that is wanted, and not into the one under it either,
 * whose upper bits spill into it.
 */
const BLOCK_BYTES: number = FIELD_SIZE / 2 - 1;
const BLOCK_BITS: number = 8 * BLOCK_BYTES;

/**
 * Adds T x to `hash`, T[i][j] = seed[i - j + bits - 1], by additive Fourier transforms: for long keys.
 *
 * Eight bits are one coefficient, a polynomial in y of degree below 8, so that products have a degree below 16 and fit
 * the field. Key, hash and seed are cut into blocks; each block of the key is transformed once, as is each window of the
 * seed, and each block of the hash once back. Bits of `hash` behind its last row are left undefined.
 */
export function toeplitzByTransform(x: Uint8Array, bits: number, seed: Uint8Array, hash: Uint8Array): void {
  const keys = blocksOf(x);
  const rows = Math.ceil(hash.length / BLOCK_BYTES);
  const windows = windowsOf(seed, bits, keys.length, rows);
  for (let row = 0; row < rows; row++) {
    const sum = new Uint16Array(FIELD_SIZE);
    for (const [column, key] of keys.entries()) {
      const window = windows[row - column + keys.length - 1];
      if (window !== undefined) addProducts(sum, key, window);
    }
    addBlock(interpolateEverywhere(sum), hash, row * BLOCK_BYTES);
  }
}

/** The blocks of the key, transformed. */
function blocksOf(x: Uint8Array): readonly Uint16Array[] {
  return Array.from({ length: Math.ceil(x.length / BLOCK_BYTES) }, (_, block) =>
    transformed(x.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES)),
  );
}

/** The windows of the seed for each distance of a block of the hash from one of the key, lowest first, transformed. */
function windowsOf(seed: Uint8Array, bits: number, columns: number, rows: number): readonly Uint16Array[] {
  const window = new Uint8Array(2 * BLOCK_BYTES);
  return Array.from({ length: columns + rows - 1 }, (_, index) => {
    const distance = index - (columns - 1);
    copyBits(seed, (distance - 1) * BLOCK_BITS + bits - 1, window);
    return transformed(window);
  });
}

function transformed(bytes: Uint8Array): Uint16Array {
  const coefficients = new Uint8Array(FIELD_SIZE);
  coefficients.set(bytes);
  return evaluateEverywhere(coefficients);
}

/** Adds the wanted block of a product: the upper bits of a coefficient belong to the next byte. */
function addBlock({ low, high }: WideCoefficients, hash: Uint8Array, start: number): void {
  const count = Math.min(BLOCK_BYTES, hash.length - start);
  for (let index = 0; index < count; index++) {
    const sum = (low[BLOCK_BYTES + index] ?? 0) ^ (high[BLOCK_BYTES + index - 1] ?? 0);
    hash[start + index] = (hash[start + index] ?? 0) ^ sum;
  }
}
