import { QForgeError } from '../../base/index.ts';

/** Who listens on the quantum channel, and how. */
export type Eavesdropper =
  | { readonly kind: 'none' }
  /** Measures this fraction of the pulses in a basis at random, and sends on what was found. */
  | { readonly kind: 'intercept-resend'; readonly fraction: number }
  /** Keeps a photon of every pulse of several, replaces the fibre by one without loss, and thins out the rest. */
  | { readonly kind: 'photon-number-splitting' };

/** Nobody listens. */
export const NO_EAVESDROPPER: Eavesdropper = { kind: 'none' };

/** The fraction of pulses that are measured on their way. */
export function interceptedFraction(eavesdropper: Eavesdropper): number {
  return eavesdropper.kind === 'intercept-resend' ? eavesdropper.fraction : 0;
}

/** Throws `ARGUMENT_INVALID` for a fraction that is none. */
export function assertEavesdropperPossible(eavesdropper: Eavesdropper): void {
  const fraction = interceptedFraction(eavesdropper);
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'fraction', reason: 'it is not from 0 to 1' });
  }
}

/**
 * Error rate of photons when a fraction is measured in one of `bases` bases on the way: a wrong basis makes the
 * outcome random, whatever the misalignment.
 */
export function errorUnderInterception(misalignment: number, fraction: number, bases: number): number {
  const randomised = fraction * (1 - 1 / bases);
  return misalignment * (1 - randomised) + randomised / 2;
}
