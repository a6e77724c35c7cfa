import { binaryEntropy } from './binary-entropy.ts';

/** What was counted of pulses of one mean photon number, in the basis of the key (X) and in that of the test (Z). */
export interface DecoyCounts {
  readonly meanPhotons: number;
  readonly probability: number;
  readonly keyDetections: number;
  readonly testDetections: number;
  readonly testErrors: number;
}

/** Failure probabilities of a block; the proof spends the secrecy in 21 equal parts. */
export interface DecoySecurity {
  readonly secrecy: number;
  readonly correctness: number;
}

/** The bounds of one block, in events, and the length of key that they allow. */
export interface DecoyKeyLength {
  /** Lower bounds of the events in the key that came from no photon and from one. */
  readonly vacuumEvents: number;
  readonly singlePhotonEvents: number;
  /** Lower bound of single-photon events of the test, and upper bound of the errors among them. */
  readonly testSinglePhotonEvents: number;
  readonly testSinglePhotonErrors: number;
  /** Upper bound of the phase error rate of the single-photon events of the key. */
  readonly phaseErrorRate: number;
  /** Secret bits, rounded down; 0 when the block gives none. */
  readonly length: number;
}

const PARTS_OF_SECRECY = 21;

/**
 * Length of key from a finite block of BB84 with three intensities, for any attack.
 *
 * Lim, Curty, Walenta, Xu and Zbinden, Phys. Rev. A 89, 022307 (2014), equations 1 to 5. `counts` are for intensities
 * mu1 > mu2 + mu3, mu2 > mu3 >= 0, in this order; the key is made of all of them.
 */
export function decoyKeyLength(
  counts: readonly [DecoyCounts, DecoyCounts, DecoyCounts],
  leakedBits: number,
  security: DecoySecurity,
): DecoyKeyLength {
  const part = security.secrecy / PARTS_OF_SECRECY;
  const key = boundsOf(counts, ({ keyDetections }) => keyDetections, part);
  const test = boundsOf(counts, ({ testDetections }) => testDetections, part);
  const errors = singlePhotonErrors(counts, part);
  const phaseErrorRate = phaseErrors(errors, test.single, key.single, part);
  const unknown = key.vacuum + key.single * (1 - binaryEntropy(phaseErrorRate));
  const price = 6 * Math.log2(PARTS_OF_SECRECY / security.secrecy) + Math.log2(2 / security.correctness);
  return {
    vacuumEvents: key.vacuum,
    singlePhotonEvents: key.single,
    testSinglePhotonEvents: test.single,
    testSinglePhotonErrors: errors,
    phaseErrorRate,
    length: key.single > 0 ? Math.max(0, Math.floor(unknown - leakedBits - price)) : 0,
  };
}

type Counts = readonly [DecoyCounts, DecoyCounts, DecoyCounts];

/** Probability that a pulse of any intensity has this many photons (0 or 1). */
function photonProbability(counts: Counts, photons: 0 | 1): number {
  return counts.reduce(
    (sum, { probability, meanPhotons }) => sum + probability * Math.exp(-meanPhotons) * meanPhotons ** photons,
    0,
  );
}

/** Counts scaled to what they would be without the choice of intensity, moved by Hoeffding's bound; never negative. */
function scaled(counts: Counts, index: 0 | 1 | 2, value: (of: DecoyCounts) => number, deviation: number): number {
  const { meanPhotons, probability } = counts[index];
  return (Math.exp(meanPhotons) / probability) * Math.max(0, value(counts[index]) + deviation);
}

function hoeffding(counts: Counts, value: (of: DecoyCounts) => number, part: number): number {
  const total = counts.reduce((sum, each) => sum + value(each), 0);
  return Math.sqrt((total / 2) * Math.log(1 / part));
}

/** Equations 2 and 3: lower bounds of the events of no photon and of one. */
function boundsOf(
  counts: Counts,
  value: (of: DecoyCounts) => number,
  part: number,
): { readonly vacuum: number; readonly single: number } {
  const [{ meanPhotons: mu1 }, { meanPhotons: mu2 }, { meanPhotons: mu3 }] = counts;
  const deviation = hoeffding(counts, value, part);
  const above = (index: 0 | 1 | 2): number => scaled(counts, index, value, deviation);
  const below = (index: 0 | 1 | 2): number => scaled(counts, index, value, -deviation);
  const tau0 = photonProbability(counts, 0);
  const tau1 = photonProbability(counts, 1);
  const vacuum = Math.max(0, (tau0 * (mu2 * below(2) - mu3 * above(1))) / (mu2 - mu3));
  const curvature = (mu2 ** 2 - mu3 ** 2) / mu1 ** 2;
  const single =
    (tau1 * mu1 * (below(1) - above(2) - curvature * (above(0) - vacuum / tau0))) /
    (mu1 * (mu2 - mu3) - mu2 ** 2 + mu3 ** 2);
  return { vacuum, single: Math.max(0, single) };
}

/** Equation 4: upper bound of the errors among the single-photon events of the test. */
function singlePhotonErrors(counts: Counts, part: number): number {
  const [, { meanPhotons: mu2 }, { meanPhotons: mu3 }] = counts;
  const value = ({ testErrors }: DecoyCounts): number => testErrors;
  const deviation = hoeffding(counts, value, part);
  const difference = scaled(counts, 1, value, deviation) - scaled(counts, 2, value, -deviation);
  return Math.max(0, (photonProbability(counts, 1) * difference) / (mu2 - mu3));
}

/** Equation 5: what sampling may hide, between the test and the key. */
function phaseErrors(errors: number, testEvents: number, keyEvents: number, part: number): number {
  if (testEvents <= 0 || keyEvents <= 0) return 0.5;
  const rate = errors / testEvents;
  if (!(rate < 0.5)) return 0.5;
  return Math.min(0.5, rate + samplingBound(part, rate, testEvents, keyEvents));
}

/** The function gamma of the paper. */
function samplingBound(a: number, b: number, c: number, d: number): number {
  const spread = (c + d) * (1 - b) * b;
  if (spread <= 0) return 0.5;
  return Math.sqrt((spread / (c * d * Math.log(2))) * Math.log2((c + d) / (c * d * (1 - b) * b * a ** 2)));
}
