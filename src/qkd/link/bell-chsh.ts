import { binaryEntropy } from './binary-entropy.ts';

/** The largest value of the CHSH sum that quantum mechanics allows (Tsirelson). */
export const TSIRELSON_BOUND: number = 2 * Math.SQRT2;

/** The CHSH sum that a depolarised pair with this error rate gives at the best settings: S = 2 sqrt 2 (1 - 2Q). */
export function chshOfErrorRate(qber: number): number {
  return TSIRELSON_BOUND * (1 - 2 * qber);
}

/** The CHSH sum when this fraction of one photon of each pair was measured in one of the key bases and sent on. */
export function chshUnderInterception(fraction: number): number {
  return TSIRELSON_BOUND * (1 - fraction / 2);
}

/**
 * Device-independent secret fraction against collective attacks: 1 - h(Q) - h((1 + sqrt((S/2)^2 - 1)) / 2).
 *
 * Acin et al., Phys. Rev. Lett. 98, 230501 (2007), equation 11; reconciliation at the Shannon limit.
 */
export function deviceIndependentFraction(qber: number, chsh: number): number {
  if (chsh <= 2) return -binaryEntropy(qber);
  return 1 - binaryEntropy(qber) - binaryEntropy((1 + Math.sqrt((chsh / 2) ** 2 - 1)) / 2);
}
