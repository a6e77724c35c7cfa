import { binaryEntropy } from '../link/binary-entropy.ts';
import { type DecoyCounts, decoyKeyLength } from '../link/finite-key-decoy.ts';

/** The system that Lim et al., Phys. Rev. A 89, 022307 (2014), section IV, reckon with. */
const SYSTEM = {
  detectorEfficiency: 0.1,
  lossDbPerKm: 0.2,
  darkCountProbability: 6e-7,
  afterpulseProbability: 0.04,
  misalignment: 0.005,
  reconciliationEfficiency: 1.16,
  keyBasis: 0.9,
  security: { secrecy: 1e-10, correctness: 1e-15 },
} as const;
/** Mean photon numbers and shares, as close to their best as two digits come. */
const SIGNAL = { meanPhotons: 0.5, probability: 0.6 };
const WEAK = { meanPhotons: 0.1, probability: 0.3 };
const WEAKEST = { meanPhotons: 2e-4, probability: 0.1 };

interface ClassStatistics {
  readonly meanPhotons: number;
  readonly probability: number;
  readonly clicks: number;
  readonly errors: number;
}

/** Length of key of that system from so many pulses, from the counts that are expected. */
export function limLength(distanceKm: number, pulses: number): number {
  const eta = SYSTEM.detectorEfficiency * 10 ** (-(SYSTEM.lossDbPerKm * distanceKm) / 10);
  const [signal, weak, weakest] = [statistics(SIGNAL, eta), statistics(WEAK, eta), statistics(WEAKEST, eta)];
  const counts = [countsOf(signal, pulses), countsOf(weak, pulses), countsOf(weakest, pulses)] as const;
  const mean = (value: (of: ClassStatistics) => number): number =>
    [signal, weak, weakest].reduce((sum, each) => sum + each.probability * value(each), 0);
  const errorRate = mean(({ errors }) => errors) / mean(({ clicks }) => clicks);
  const keyDetections = counts.reduce((sum, each) => sum + each.keyDetections, 0);
  const leaked = SYSTEM.reconciliationEfficiency * keyDetections * binaryEntropy(errorRate);
  return decoyKeyLength(counts, leaked, SYSTEM.security).length;
}

function statistics(pulse: typeof SIGNAL, eta: number): ClassStatistics {
  const light = -Math.expm1(-pulse.meanPhotons * eta);
  const detected = 1 - (1 - 2 * SYSTEM.darkCountProbability) * (1 - light);
  return {
    ...pulse,
    clicks: detected * (1 + SYSTEM.afterpulseProbability),
    errors: SYSTEM.darkCountProbability + SYSTEM.misalignment * light + (SYSTEM.afterpulseProbability * detected) / 2,
  };
}

function countsOf({ meanPhotons, probability, clicks, errors }: ClassStatistics, pulses: number): DecoyCounts {
  const inTest = pulses * (1 - SYSTEM.keyBasis) ** 2 * probability;
  return {
    meanPhotons,
    probability,
    keyDetections: pulses * SYSTEM.keyBasis ** 2 * probability * clicks,
    testDetections: inTest * clicks,
    testErrors: inTest * errors,
  };
}
