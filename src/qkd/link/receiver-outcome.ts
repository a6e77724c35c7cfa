import type { RandomNumbers } from './random-numbers.ts';

/**
 * The bit that a receiver records of a pattern of clicks, bit 0 of which is the detector of 0 and bit 1 that of 1:
 * a double click is a coin toss, as security proofs want it.
 */
export function recordedBit(pattern: number, random: RandomNumbers): number {
  return pattern === 3 || pattern === 0 ? random.bit() : pattern >> 1;
}

/** Which detectors dark counts set off, each having half of `dark`, the probability that either does. */
export function darkPattern(dark: number, random: RandomNumbers): number {
  const each = 1 - Math.sqrt(1 - dark);
  return (random.chance(each) ? 1 : 0) | (random.chance(each) ? 2 : 0);
}

/** The same, given that at least one of them went off. */
export function certainDarkPattern(dark: number, random: RandomNumbers): number {
  const each = 1 - Math.sqrt(1 - dark);
  if (random.chance((each * each) / dark)) return 3;
  return 1 + random.bit();
}

/** Which detectors `photons` photons set off, each of which takes the detector of `bit` but for `error`. */
export function lightPattern(photons: number, bit: number, error: number, random: RandomNumbers): number {
  let pattern = 0;
  for (let photon = 0; photon < photons; photon++) {
    const outcome = random.chance(error) ? 1 - bit : bit;
    pattern |= 1 << outcome;
  }
  return pattern;
}

/** How many of `photons` photons arrive, given that at least one does. */
export function certainArrivals(photons: number, transmittance: number, random: RandomNumbers): number {
  if (photons <= 1) return photons;
  // The first to arrive is the k-th with a geometric weight; those behind it are free.
  const any = 1 - (1 - transmittance) ** photons;
  const point = random.uniform() * any;
  const first = Math.min(photons - 1, Math.floor(Math.log1p(-point) / Math.log1p(-transmittance)));
  return 1 + random.successes(photons - 1 - first, transmittance);
}
