import { QForgeError } from '../../base/index.ts';

/** A fibre with a detector at its end. Probabilities and ratios are from 0 to 1, times are in pulses. */
export interface LinkParameters {
  readonly fibreLossDbPerKm: number;
  /** Probability that a photon which reaches the receiver is detected, its optics included. */
  readonly detectorEfficiency: number;
  /** Probability of a click without light, both detectors together, for each pulse. */
  readonly darkCountProbability: number;
  /** Probability that a photon takes the wrong output although the bases match. */
  readonly misalignment: number;
  /** Pulses during which the receiver is blind after a click. */
  readonly deadTimePulses: number;
  /** Probability that a click leaves a trapped carrier behind, which makes another click later. */
  readonly afterpulseProbability: number;
  /** Mean time until a trapped carrier is set free. */
  readonly afterpulseMeanPulses: number;
  /** Efficiency f of reconciliation that the analytic model reckons with. */
  readonly reconciliationEfficiency: number;
}

/** Name of a set of parameters. */
export type LinkSourceName = 'gys' | 'modern';

/** Published and typical sets of parameters by name. */
export const linkSources: Readonly<Record<LinkSourceName, LinkParameters>> = {
  /** Gobby, Yuan and Shields, Appl. Phys. Lett. 84, 3762 (2004), as used in Ma et al., Phys. Rev. A 72, 012326 (2005). */
  gys: {
    fibreLossDbPerKm: 0.21,
    detectorEfficiency: 0.045,
    darkCountProbability: 1.7e-6,
    misalignment: 0.033,
    deadTimePulses: 0,
    afterpulseProbability: 0,
    afterpulseMeanPulses: 1,
    reconciliationEfficiency: 1.22,
  },
  /** A link with superconducting detectors: round figures of what is sold, not those of one device. */
  modern: {
    fibreLossDbPerKm: 0.2,
    detectorEfficiency: 0.5,
    darkCountProbability: 1e-7,
    misalignment: 0.01,
    deadTimePulses: 0,
    afterpulseProbability: 0,
    afterpulseMeanPulses: 1,
    reconciliationEfficiency: 1.12,
  },
};

/** The longest fibre that is reckoned with: beyond it a photon is rarer than the smallest double. */
export const MAX_DISTANCE_KM = 2000;

/** Probability that a photon sent is detected after this many kilometres of fibre. */
export function transmittance(parameters: LinkParameters, distanceKm: number): number {
  return fibreTransmittance(parameters, distanceKm) * parameters.detectorEfficiency;
}

/** Probability that a photon comes out of the fibre. */
export function fibreTransmittance(parameters: LinkParameters, distanceKm: number): number {
  return 10 ** (-(parameters.fibreLossDbPerKm * distanceKm) / 10);
}

const PROBABILITIES = ['detectorEfficiency', 'darkCountProbability', 'misalignment', 'afterpulseProbability'] as const;

/** Throws `ARGUMENT_INVALID` for parameters or a distance that no link can have. */
export function assertLinkPossible(parameters: LinkParameters, distanceKm: number): void {
  for (const name of PROBABILITIES) {
    const value = parameters[name];
    if (!(value >= 0 && value <= 1)) throw impossible(name, 'it is not a probability');
  }
  if (!(parameters.fibreLossDbPerKm >= 0)) throw impossible('fibreLossDbPerKm', 'it is negative');
  if (!(parameters.reconciliationEfficiency >= 1)) throw impossible('reconciliationEfficiency', 'it is below 1');
  if (!(parameters.afterpulseMeanPulses >= 1)) throw impossible('afterpulseMeanPulses', 'it is below 1');
  if (!Number.isSafeInteger(parameters.deadTimePulses) || parameters.deadTimePulses < 0) {
    throw impossible('deadTimePulses', 'it is not a count');
  }
  if (!(distanceKm >= 0 && distanceKm <= MAX_DISTANCE_KM)) {
    throw impossible('distanceKm', `it is not from 0 to ${MAX_DISTANCE_KM}`);
  }
}

function impossible(argument: string, reason: string): QForgeError<'ARGUMENT_INVALID'> {
  return new QForgeError('ARGUMENT_INVALID', { argument, reason });
}
