import { QForgeError } from '../../base/index.ts';
import { lowerBound, upperBound } from './binomial-bound.ts';

/** How often the two halves of pairs gave the same result, and how often not, for one setting of both analysers. */
export interface Coincidences {
  readonly same: number;
  readonly different: number;
}

/** Measured statistics that speak of a quantum state; who measured them is for others to sign. */
export type QuantumEvidence =
  /** Both halves of pairs measured in X, Y and Z: fidelity with the Bell state |00> + |11>. */
  | { readonly kind: 'bell-tomography'; readonly x: Coincidences; readonly y: Coincidences; readonly z: Coincidences }
  /** A CHSH test, settings a and a' of one side with b and b' of the other: S = E(a,b) + E(a,b') + E(a',b) - E(a',b'). */
  | {
      readonly kind: 'chsh';
      readonly ab: Coincidences;
      readonly abPrime: Coincidences;
      readonly aPrimeB: Coincidences;
      readonly aPrimeBPrime: Coincidences;
    }
  /** Bits of a QKD session that were compared: the share of bits that agree. */
  | { readonly kind: 'qkd-session'; readonly comparedBits: number; readonly errors: number };

/** A figure with an interval that holds the truth with probability 1 - risk. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Largest count that is taken: more would not be counted exactly. */
const MAX_COUNT = 2 ** 48;

/**
 * Estimates fidelity, the CHSH value S, or the share of agreeing bits.
 *
 * The risk is shared among the settings and both ends of the interval (Bonferroni), so it holds for the figure as a whole. Throws
 * `ARGUMENT_INVALID` for counts that are none. spec/consensus §11
 */
export function estimate(evidence: QuantumEvidence, risk: number): Estimate {
  if (evidence.kind === 'qkd-session') return agreement(evidence, risk);
  if (evidence.kind === 'chsh') {
    const { ab, abPrime, aPrimeB, aPrimeBPrime } = evidence;
    return sumOf([ab, abPrime, aPrimeB, flipped(aPrimeBPrime)], risk);
  }
  // F = (1 + <XX> - <YY> + <ZZ>) / 4 for |00> + |11>.
  const { value, low, high } = sumOf([evidence.x, flipped(evidence.y), evidence.z], risk);
  return { value: (1 + value) / 4, low: Math.max(0, (1 + low) / 4), high: Math.min(1, (1 + high) / 4) };
}

function agreement(
  { comparedBits, errors }: Extract<QuantumEvidence, { kind: 'qkd-session' }>,
  risk: number,
): Estimate {
  const agreeing = comparedBits - errors;
  requireCounts(agreeing, errors);
  return {
    value: comparedBits === 0 ? 0 : agreeing / comparedBits,
    low: lowerBound(agreeing, comparedBits, risk / 2),
    high: upperBound(agreeing, comparedBits, risk / 2),
  };
}

/** The sum of correlations E = 2 P(same) - 1, each within its part of the risk. */
function sumOf(settings: readonly Coincidences[], risk: number): Estimate {
  let [value, low, high] = [0, 0, 0];
  const share = risk / (2 * settings.length);
  for (const { same, different } of settings) {
    requireCounts(same, different);
    const trials = same + different;
    value += trials === 0 ? 0 : (same - different) / trials;
    low += 2 * lowerBound(same, trials, share) - 1;
    high += 2 * upperBound(same, trials, share) - 1;
  }
  return { value, low, high };
}

function flipped({ same, different }: Coincidences): Coincidences {
  return { same: different, different: same };
}

function requireCounts(...counts: readonly number[]): void {
  if (counts.every((count) => Number.isInteger(count) && count >= 0 && count <= MAX_COUNT)) return;
  throw new QForgeError('ARGUMENT_INVALID', { argument: 'evidence', reason: 'its counts are no counts' });
}
