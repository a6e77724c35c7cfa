import type { SeededRandom } from '../../src/qkd/link/seeded-random.ts';

/** Two keys, one bit a byte, which differ in each bit with some probability. */
export interface NoisyKeys {
  readonly right: Uint8Array;
  readonly noisy: Uint8Array;
  readonly errors: number;
}

/** Draws such keys. */
export function noisyKeys(random: SeededRandom, length: number, qber: number): NoisyKeys {
  const right = new Uint8Array(length);
  const noisy = new Uint8Array(length);
  let errors = 0;
  for (let index = 0; index < length; index++) {
    const bit = random.u32() & 1;
    const error = random.u32() < qber * 2 ** 32 ? 1 : 0;
    right[index] = bit;
    noisy[index] = bit ^ error;
    errors += error;
  }
  return { right, noisy, errors };
}

/** The same with exactly the expected number of errors, as published efficiencies have it. */
export function keysWithErrors(random: SeededRandom, length: number, errors: number): NoisyKeys {
  const { right } = noisyKeys(random, length, 0);
  const noisy = right.slice();
  for (let left = errors; left > 0; ) {
    const place = random.u32() % length;
    if (noisy[place] !== right[place]) continue;
    noisy[place] = (noisy[place] ?? 0) ^ 1;
    left--;
  }
  return { right, noisy, errors };
}
