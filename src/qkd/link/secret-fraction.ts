import { binaryEntropy, shannonEntropy } from './binary-entropy.ts';

/**
 * Secret bits for each sifted bit of single photons, for long keys and one-way post-processing.
 *
 * `f` is the efficiency of reconciliation: f h(Q) bits are disclosed for each bit; 1 is the Shannon limit. Negative
 * where there is no key.
 */
export type SecretFraction = (qber: number, f: number) => number;

/** BB84 and its entangled forms: 1 - h(Q) - f h(Q). Shor and Preskill, Phys. Rev. Lett. 85, 441 (2000). */
export const bb84Fraction: SecretFraction = (qber, f) => 1 - (1 + f) * binaryEntropy(qber);

/**
 * Six states: the pair is diagonal in the Bell basis with weights 1 - 3Q/2, Q/2, Q/2, Q/2.
 *
 * Lo, Quantum Inf. Comput. 1, 81 (2001): 1 - H(weights), of which h(Q) is what reconciliation discloses at f = 1.
 */
export const sixStateFraction: SecretFraction = (qber, f) =>
  1 - shannonEntropy(sixStateWeights(qber)) - (f - 1) * binaryEntropy(qber);

/**
 * SARG04 with one photon: the weights after sifting are 1 - 2Q, Q/2, Q, Q/2, so that the phase error is 3Q/2.
 *
 * Tamaki and Lo, Phys. Rev. A 73, 010302 (2006); derived in docs/spec/qkd-links.md.
 */
export const sarg04Fraction: SecretFraction = (qber, f) =>
  1 - shannonEntropy(weightsOf(sarg04Weights(qber))) - (f - 1) * binaryEntropy(qber);

function sixStateWeights(qber: number): readonly number[] {
  return [1 - (3 * qber) / 2, qber / 2, qber / 2, qber / 2];
}

/** Weights of the sifted pair in the Bell basis, by what is wrong with it. */
export interface BellWeights {
  readonly none: number;
  readonly bit: number;
  readonly phase: number;
  readonly both: number;
}

/** The weights that give an eavesdropper most, for BB84 with independent bit and phase errors. */
export function bb84Weights(qber: number): BellWeights {
  return { none: (1 - qber) ** 2, bit: qber * (1 - qber), phase: qber * (1 - qber), both: qber ** 2 };
}

/** The weights that give an eavesdropper most, for one photon of SARG04. */
export function sarg04Weights(qber: number): BellWeights {
  return { none: 1 - 2 * qber, bit: qber / 2, phase: qber, both: qber / 2 };
}

function weightsOf({ none, bit, phase, both }: BellWeights): readonly number[] {
  return [none, bit, phase, both];
}

/**
 * Secret fraction at the Shannon limit when one end first flips each bit with probability `flip`.
 *
 * The noise costs the eavesdropper more than the two ends. Kraus, Gisin and Renner, Phys. Rev. Lett. 95, 080501 (2005).
 */
export function fractionWithAddedNoise(weights: BellWeights, flip: number): number {
  const error = weights.bit + weights.both;
  const known = shannonEntropy(weightsOf(weights));
  const knownOfBit =
    binaryEntropy(error) +
    conditionalEntropy(weights.none, weights.phase, flip) +
    conditionalEntropy(weights.bit, weights.both, flip);
  return 1 + knownOfBit - known - binaryEntropy(error * (1 - flip) + (1 - error) * flip);
}

/** Entropy of what an eavesdropper holds of one value of the bit, within one kind of bit error, times its weight. */
function conditionalEntropy(right: number, wrong: number, flip: number): number {
  const weight = right + wrong;
  if (weight <= 0) return 0;
  const product = (right * wrong) / weight ** 2;
  const root = Math.sqrt(Math.max(0, 1 - 16 * flip * (1 - flip) * product));
  return weight * binaryEntropy((1 + root) / 2);
}
