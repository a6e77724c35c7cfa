import { copyBits } from './bit-strings.ts';
import { type BlockGrid, blockGrid } from './block-grid.ts';
import { plainTransform } from './plain-transform.ts';
import { toeplitzKernel } from './toeplitz-kernel.ts';
import type { ToeplitzTransform, TransformValues, WideCoefficients } from './toeplitz-transform.ts';

/**
 * Bytes that a block of the key and one of the hash have together. A polynomial of c coefficients times a window of c + r
 * wraps around (x^65536 = x) into the lowest c - 1 coefficients: below the r that are wanted and the one under them, whose
 * upper bits spill into them.
 */
const ROOM_BYTES = 65_535;

/**
 * Adds T x to `hash`, T[i][j] = seed[i - j + bits - 1], by additive Fourier transforms: for long keys.
 *
 * Eight bits are one coefficient, a polynomial in y of degree below 8, so that products have a degree below 16 and fit
 * the field. Key, hash and seed are cut into blocks; each block of the key is transformed once, as is each window of the
 * seed, and each block of the hash once back. Bits of `hash` behind its last row are left undefined.
 */
export function toeplitzByTransform(
  x: Uint8Array,
  bits: number,
  seed: Uint8Array,
  hash: Uint8Array,
  transform: ToeplitzTransform = toeplitzKernel() ?? plainTransform,
): void {
  const grid = blockGrid(x.length, hash.length, ROOM_BYTES);
  const keys = Array.from({ length: Math.ceil(x.length / grid.column) }, (_, column) =>
    transform.evaluate(x.subarray(column * grid.column, (column + 1) * grid.column)),
  );
  const windowAt = seedWindows(seed, bits, grid, transform);
  for (let row = 0; row * grid.row < hash.length; row++) {
    const pairs = keys.map((key, column) => [key, windowAt(row, column)] as const);
    addBlock(transform.interpolateProducts(pairs), grid, hash, row * grid.row);
  }
  for (const key of keys) key.fill(0);
  transform.wipe();
}

/** The windows of the seed that blocks of the hash see through blocks of the key, transformed; each once. */
function seedWindows(
  seed: Uint8Array,
  bits: number,
  { column, row }: BlockGrid,
  transform: ToeplitzTransform,
): (rowIndex: number, columnIndex: number) => TransformValues {
  const known = new Map<number, TransformValues>();
  const window = new Uint8Array(column + row);
  return (rowIndex, columnIndex) => {
    const first = 8 * (rowIndex * row - (columnIndex + 1) * column) + bits - 1;
    let values = known.get(first);
    if (values === undefined) {
      copyBits(seed, first, window);
      values = transform.evaluate(window);
      known.set(first, values);
    }
    return values;
  };
}

/** Adds the wanted block of a product: the upper bits of a coefficient belong to the next byte. */
function addBlock({ low, high }: WideCoefficients, { column, row }: BlockGrid, hash: Uint8Array, start: number): void {
  const count = Math.min(row, hash.length - start);
  for (let index = 0; index < count; index++) {
    const sum = (low[column + index] ?? 0) ^ (high[column + index - 1] ?? 0);
    hash[start + index] = (hash[start + index] ?? 0) ^ sum;
  }
}
