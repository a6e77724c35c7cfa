import { RandomNumbers } from '../link/random-numbers.ts';
import { SeededRandom } from '../link/seeded-random.ts';

/** Bits of a sifted key, those for the test and those for the key. */
export interface SampledKey {
  readonly test: Uint8Array;
  readonly key: Uint8Array;
}

/**
 * Takes a random subset of `testBits` bits out, chosen by a public seed that must not be known before the bits are fixed.
 *
 * Selection sampling (Knuth, volume 2, algorithm S): every subset of the size is as likely as any other.
 */
export function sampleBits(bits: Uint8Array, testBits: number, seed: Uint8Array): SampledKey {
  const random = new RandomNumbers(new SeededRandom(seed));
  const test = new Uint8Array(testBits);
  const key = new Uint8Array(bits.length - testBits);
  let chosen = 0;
  for (let index = 0; index < bits.length; index++) {
    const bit = bits[index] ?? 0;
    if (random.uniform() * (bits.length - index) < testBits - chosen) test[chosen++] = bit;
    else key[index - chosen] = bit;
  }
  return { test, key };
}

/** In how many places two rows of bits differ. */
export function countDifferences(first: Uint8Array, second: Uint8Array): number {
  let differences = 0;
  for (let index = 0; index < first.length; index++) if (first[index] !== second[index]) differences++;
  return differences;
}
