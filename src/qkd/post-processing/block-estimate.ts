import { binaryEntropy } from '../link/binary-entropy.ts';
import { samplingDeviation, secretLength, tomamichelLength } from '../link/finite-key.ts';
import { type DecoyCounts, decoyKeyLength } from '../link/finite-key-decoy.ts';
import type { BlockParameters } from './block-parameters.ts';
import { HASH_BITS } from './polynomial-hash.ts';

/** What was counted of one class of pulses: detections in the key and in the test, and the errors of the test. */
export interface ClassCounts {
  readonly keyBits: number;
  readonly testBits: number;
  readonly testErrors: number;
}

/** Error rate of all test bits; 1/2 when there are none. */
export function testErrorRate(counts: readonly ClassCounts[]): number {
  const tested = counts.reduce((sum, { testBits }) => sum + testBits, 0);
  return tested === 0 ? 0.5 : counts.reduce((sum, { testErrors }) => sum + testErrors, 0) / tested;
}

/**
 * Length of the final key, in bits; 0 or less when there is none.
 *
 * Decoy pulses after Lim et al. 2014. Single photons after Tomamichel et al. 2012; SARG04 with a phase error of 3/2 of
 * the bit error. The hash that verifies the key is part of what leaked. docs/spec/qkd-post-processing.md §5.
 */
export function finalKeyBits(parameters: BlockParameters, counts: readonly ClassCounts[], disclosed: number): number {
  const leakedBits = disclosed + HASH_BITS;
  if (parameters.protocol === 'bb84-decoy') return decoyBits(parameters, counts, leakedBits);
  const [{ keyBits, testBits } = NOTHING] = counts;
  if (keyBits === 0 || testBits === 0) return 0;
  const { secrecy } = parameters;
  const errorRate = testErrorRate(counts);
  if (parameters.protocol !== 'sarg04') {
    const block = { keyBits, testBits, testErrorRate: errorRate, leakedBits, secrecy, correctness: 1 };
    return Math.floor(tomamichelLength(block));
  }
  const phaseErrors = 1.5 * (errorRate + samplingDeviation(keyBits, testBits, secrecy));
  const unknown = keyBits * (1 - binaryEntropy(Math.min(0.5, phaseErrors)));
  return Math.floor(secretLength(unknown, leakedBits, secrecy, 1));
}

const NOTHING: ClassCounts = { keyBits: 0, testBits: 0, testErrors: 0 };

function decoyBits(parameters: BlockParameters, counts: readonly ClassCounts[], leakedBits: number): number {
  const of = (index: number): DecoyCounts => ({
    meanPhotons: parameters.classes[index]?.meanPhotons ?? 0,
    probability: parameters.classes[index]?.probability ?? 1,
    keyDetections: counts[index]?.keyBits ?? 0,
    testDetections: counts[index]?.testBits ?? 0,
    testErrors: counts[index]?.testErrors ?? 0,
  });
  return decoyKeyLength([of(0), of(1), of(2)], leakedBits, { secrecy: parameters.secrecy, correctness: 1 }).length;
}
