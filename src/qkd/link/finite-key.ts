import { binaryEntropy } from './binary-entropy.ts';

/** The sizes and tolerances of one block of BB84 with single photons. */
export interface FiniteBlock {
  /** Bits of the raw key. */
  readonly keyBits: number;
  /** Bits disclosed to estimate the error rate. */
  readonly testBits: number;
  /** Error rate of the test bits, at most 1/2. */
  readonly testErrorRate: number;
  /** Bits disclosed by reconciliation, those of verification left out: they are in `correctness`. */
  readonly leakedBits: number;
  readonly secrecy: number;
  readonly correctness: number;
}

/**
 * How far the error rate of the key may lie above that of the test, but with probability of about `secrecy`.
 *
 * Tomamichel, Lim, Gisin and Renner, Nat. Commun. 3, 634 (2012), equation 2: sampling without replacement.
 */
export function samplingDeviation(keyBits: number, testBits: number, secrecy: number): number {
  const ratio = ((keyBits + testBits) * (testBits + 1)) / (keyBits * testBits ** 2);
  return Math.sqrt(ratio * Math.log(4 / secrecy));
}

/** Secret bits (not rounded, negative for none): l = n [q - h(Q + mu)] - leak - log2(2 / (eps_sec^2 eps_cor)), q = 1. */
export function tomamichelLength(block: FiniteBlock): number {
  const { keyBits, testBits, testErrorRate, leakedBits, secrecy, correctness } = block;
  const worst = Math.min(0.5, testErrorRate + samplingDeviation(keyBits, testBits, secrecy));
  return secretLength(keyBits * (1 - binaryEntropy(worst)), leakedBits, secrecy, correctness);
}

/** What is left of `unknownBits` once what was disclosed and the failure probabilities are paid for. */
export function secretLength(unknownBits: number, leakedBits: number, secrecy: number, correctness: number): number {
  return unknownBits - leakedBits - Math.log2(2 / (secrecy ** 2 * correctness));
}
