import { fibreTransmittance, type LinkParameters } from './link-parameters.ts';
import { anyDetected, photonNumbers } from './photon-numbers.ts';

/** What becomes of a pulse by the number of its photons: how many go on, past what loss, with what probability. */
export interface PhotonPath {
  /** Probability that the pulse is let through at all. */
  readonly passes: number;
  readonly photons: number;
  /** Probability for each photon that it is detected. */
  readonly transmittance: number;
  /** Whether somebody on the way holds a photon of the pulse, and so learns the bit once the basis is announced. */
  readonly isKnown: boolean;
}

/** The path of pulses with this many photons. */
export type PhotonPaths = (photons: number) => PhotonPath;

/** The path along a plain fibre. */
export function plainPaths(parameters: LinkParameters, distanceKm: number): PhotonPaths {
  const eta = fibreTransmittance(parameters, distanceKm) * parameters.detectorEfficiency;
  return (photons) => ({ passes: 1, photons, transmittance: eta, isKnown: false });
}

/**
 * Photon-number splitting that leaves the gain of the signal as it was (Brassard et al., Phys. Rev. Lett. 85, 1330).
 *
 * Pulses of several photons lose one and go on without the loss of the fibre; single photons are blocked as far as the
 * gain allows, and if it is still too high, so are some of the others.
 */
export function splittingPaths(parameters: LinkParameters, distanceKm: number, mu: number): PhotonPaths {
  const { detectorEfficiency } = parameters;
  const wanted = -Math.expm1(-fibreTransmittance(parameters, distanceKm) * detectorEfficiency * mu);
  const [, one = 0, ...more] = photonNumbers(mu);
  const single = one * detectorEfficiency;
  const several = more.reduce((sum, weight, index) => sum + weight * anyDetected(index + 1, detectorEfficiency), 0);
  const severalPass = Math.min(1, wanted / several);
  const singlePass = Math.min(1, Math.max(0, wanted - several) / single);
  return (photons) =>
    photons <= 1
      ? { passes: singlePass, photons, transmittance: detectorEfficiency, isKnown: false }
      : { passes: severalPass, photons: photons - 1, transmittance: detectorEfficiency, isKnown: true };
}
