import { QForgeError } from '../../base/index.ts';
import { depolarizing, type NoiseChannel } from '../noise/noise-channel.ts';

/**
 * Formulas of Werner states: Phi+ with weight w = (4F - 1) / 3 in white noise, F being the fidelity.
 *
 * Each is tested against density matrices of the circuits that it speaks of.
 */

/** The weight of Phi+ beside white noise. */
export function wernerWeight(fidelity: number): number {
  return (4 * fidelity - 1) / 3;
}

/** The fidelity that belongs to a weight. */
export function wernerFidelity(weight: number): number {
  return (1 + 3 * weight) / 4;
}

/** Noise on one half of Phi+ that makes a Werner state: depolarizing with 1 - w. Throws `ARGUMENT_INVALID` for fidelities outside 1/4 to 1. */
export function wernerNoise(fidelity: number): NoiseChannel {
  if (!(fidelity >= 0.25 && fidelity <= 1)) {
    throw new QForgeError('ARGUMENT_INVALID', {
      argument: 'a fidelity',
      reason: `${fidelity} is not between 1/4 and 1`,
    });
  }
  return depolarizing(1 - wernerWeight(fidelity));
}

/** Mean fidelity of teleporting through a pair: 2/3 of it from the pair, 1/3 from any. */
export function teleportationFidelity(fidelity: number): number {
  return (2 * fidelity + 1) / 3;
}

/** Fidelity after swapping along a chain of pairs: weights are multiplied. */
export function swappedFidelity(fidelities: readonly number[]): number {
  return wernerFidelity(fidelities.reduce((weight, fidelity) => weight * wernerWeight(fidelity), 1));
}

/** The CHSH value at the best angles; above 2 no local model explains it. */
export function chshValue(fidelity: number): number {
  return 2 * Math.SQRT2 * wernerWeight(fidelity);
}

/** Error rate of bits that both sides measure in one basis. */
export function wernerErrorRate(fidelity: number): number {
  return (2 * (1 - fidelity)) / 3;
}
