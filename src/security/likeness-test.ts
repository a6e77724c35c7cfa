import { proportionCutoff } from './adaptive-proportion.ts';

/** By how many samples one source may be behind the other when they are compared. */
export const MAX_SHIFT = 8;

/** Comparisons of one pair: each shift in both directions, and none. */
const SHIFTS: number = 2 * MAX_SHIFT + 1;

/**
 * Whether two sources that were read at once say the same, perhaps a little later.
 *
 * Independent samples of H bits of min-entropy each agree with probability 2^-H at most, so the agreements at one shift are no more than
 * binomial; wrong about independent sources with probability 2^-`alphaBits` a pair at most. docs/spec/entropy.md §4.4
 */
export function areAlike(a: Uint8Array, b: Uint8Array, entropyBits: number, alphaBits: number): boolean {
  const compared = Math.min(a.length, b.length) - MAX_SHIFT;
  if (compared <= 0) return false;
  const cutoff = proportionCutoff(compared, entropyBits, alphaBits + Math.log2(SHIFTS));
  for (let shift = 0; shift <= MAX_SHIFT; shift += 1) {
    if (agreements(a, b, shift, compared) >= cutoff || agreements(b, a, shift, compared) >= cutoff) return true;
  }
  return false;
}

/** How often `ahead` says what `behind` says `shift` samples later. */
function agreements(ahead: Uint8Array, behind: Uint8Array, shift: number, compared: number): number {
  let count = 0;
  for (let index = 0; index < compared; index += 1) if (ahead[index] === behind[index + shift]) count += 1;
  return count;
}
