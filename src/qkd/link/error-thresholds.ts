import { chshOfErrorRate, deviceIndependentFraction } from './bell-chsh.ts';
import { fallingRoot, maximumAt } from './root-search.ts';
import {
  type BellWeights,
  bb84Fraction,
  bb84Weights,
  fractionWithAddedNoise,
  type SecretFraction,
  sarg04Fraction,
  sarg04Weights,
  sixStateFraction,
} from './secret-fraction.ts';

/** The error rates at which keys end, 0 to 1, each found as the zero of its formula. */
export interface ErrorThresholds {
  readonly bb84: number;
  /** BB84 with the reconciliation efficiencies 1.16 and 1.22. */
  readonly bb84At116: number;
  readonly bb84At122: number;
  readonly sixState: number;
  readonly sarg04: number;
  /** With noise added by one end before reconciliation. */
  readonly bb84WithNoise: number;
  readonly sarg04WithNoise: number;
  /** Above it the CHSH inequality holds. */
  readonly chsh: number;
  readonly deviceIndependent: number;
}

const ZERO_TO_HALF = [0, 0.5] as const;
/** Flips so close to one half that the limit is reached to seven digits. */
const FLIPS = [0, 0.499] as const;
const FLIP_WIDTH = 1e-6;

/** Computes every threshold from its formula. */
export function errorThresholds(): ErrorThresholds {
  return {
    bb84: thresholdOf(bb84Fraction, 1),
    bb84At116: thresholdOf(bb84Fraction, 1.16),
    bb84At122: thresholdOf(bb84Fraction, 1.22),
    sixState: thresholdOf(sixStateFraction, 1),
    sarg04: thresholdOf(sarg04Fraction, 1),
    bb84WithNoise: thresholdWithNoise(bb84Weights),
    sarg04WithNoise: thresholdWithNoise(sarg04Weights),
    chsh: fallingRoot((qber) => chshOfErrorRate(qber) - 2, ...ZERO_TO_HALF),
    deviceIndependent: fallingRoot((qber) => deviceIndependentFraction(qber, chshOfErrorRate(qber)), ...ZERO_TO_HALF),
  };
}

/** The error rate at which a protocol gives no key any more at this efficiency of reconciliation. */
export function thresholdOf(fraction: SecretFraction, f: number): number {
  return fallingRoot((qber) => fraction(qber, f), ...ZERO_TO_HALF);
}

function thresholdWithNoise(weightsAt: (qber: number) => BellWeights): number {
  const best = (qber: number): number => {
    const fraction = (flip: number): number => fractionWithAddedNoise(weightsAt(qber), flip);
    return fraction(maximumAt(fraction, ...FLIPS, FLIP_WIDTH));
  };
  return fallingRoot(best, 0.05, 0.2);
}
