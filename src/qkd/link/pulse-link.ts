import { ClickStream } from './click-stream.ts';
import { type Detection, Detections } from './detections.ts';
import { DiscreteChoice } from './discrete-choice.ts';
import { interceptedFraction } from './eavesdropper.ts';
import type { LinkSetup } from './link-setup.ts';
import { anyDetected } from './photon-numbers.ts';
import { type PulseClass, photonsOfClass } from './pulse-classes.ts';
import type { RandomNumbers } from './random-numbers.ts';
import { certainArrivals, certainDarkPattern, darkPattern, lightPattern, recordedBit } from './receiver-outcome.ts';
import { type PhotonPath, type PhotonPaths, plainPaths, splittingPaths } from './splitting-attack.ts';

/** How the ends of a link from a sender to a receiver choose. */
export interface PulseChoices {
  readonly classes: readonly PulseClass[];
  /** Probability of each basis, alike at both ends. */
  readonly bases: readonly number[];
}

/** Every combination of a class and a number of photons that is sent. */
interface Emission {
  readonly pulseClass: number;
  readonly photons: number;
  readonly path: PhotonPath;
  readonly probability: number;
  /** Probability that light is detected, and that anything is. */
  readonly light: number;
  readonly click: number;
}

/**
 * A link that sends prepared pulses: BB84 with or without decoys, SARG04, six states.
 *
 * Jumps from detection to detection and then draws what the pulse was, given that it was detected; the same in
 * distribution as going through every pulse, at a cost for each detection only.
 */
export class PulseLink {
  readonly #setup: LinkSetup;
  readonly #random: RandomNumbers;
  readonly #emissions: readonly Emission[];
  readonly #detected: DiscreteChoice;
  readonly #undetected: DiscreteChoice;
  readonly #basis: DiscreteChoice;
  readonly #bases: number;
  readonly #clicks: ClickStream;
  readonly #scratch: Detection = emptyDetection();
  #sent = 0;

  constructor(setup: LinkSetup, choices: PulseChoices, random: RandomNumbers) {
    this.#setup = setup;
    this.#random = random;
    this.#emissions = emissionsOf(setup, choices.classes);
    this.#detected = new DiscreteChoice(this.#emissions.map(({ probability, click }) => probability * click));
    this.#undetected = new DiscreteChoice(this.#emissions.map(({ probability, click }) => probability * (1 - click)));
    this.#basis = new DiscreteChoice(choices.bases);
    this.#bases = choices.bases.length;
    this.#clicks = new ClickStream(setup.parameters, this.#detected.total, random);
  }

  /** Sends so many pulses. */
  run(pulses: number): Detections {
    const detections = new Detections();
    const end = this.#sent + pulses;
    for (let click = this.#clicks.next(end); click !== undefined; click = this.#clicks.next(end)) {
      detections.add(this.#detection(click.pulse, click.isRegular, click.isAfterpulse));
    }
    detections.pulses = pulses;
    this.#sent = end;
    return detections;
  }

  #detection(pulse: number, isRegular: boolean, isAfterpulse: boolean): Detection {
    const random = this.#random;
    const choice = isRegular ? this.#detected : this.#undetected;
    const emission = this.#emissions[choice.draw(random)] ?? NO_EMISSION;
    const found = this.#scratch;
    found.pulse = pulse;
    found.pulseClass = emission.pulseClass;
    found.photons = emission.photons;
    found.aliceBasis = this.#basis.draw(random);
    found.aliceBit = random.bit();
    found.bobBasis = this.#basis.draw(random);
    found.isKnown = emission.path.isKnown;
    const state = this.#stateOnArrival(found);
    let pattern = isRegular ? this.#regularPattern(emission, state, found.bobBasis) : 0;
    if (isAfterpulse) pattern |= 1 + random.bit();
    found.bobBit = recordedBit(pattern, random);
    return found;
  }

  /** The state that reaches Bob: Alice's, or what a listener found and sent on. Says in `found` whether she knows it. */
  #stateOnArrival(found: Detection): SentPulse {
    const random = this.#random;
    const sent = { basis: found.aliceBasis, bit: found.aliceBit };
    const fraction = interceptedFraction(this.#setup.eavesdropper);
    if (fraction === 0 || found.photons === 0 || !random.chance(fraction)) return sent;
    const basis = random.below(this.#bases);
    if (basis !== sent.basis) return { basis, bit: random.bit() };
    found.isKnown = true;
    return sent;
  }

  /** Which detectors clicked, given that one did. */
  #regularPattern({ light, click, path }: Emission, state: SentPulse, bobBasis: number): number {
    const random = this.#random;
    const { darkCountProbability: dark, misalignment } = this.#setup.parameters;
    if (!random.chance(light / click)) return certainDarkPattern(dark, random);
    const arrived = certainArrivals(path.photons, path.transmittance, random);
    const error = state.basis === bobBasis ? misalignment : 0.5;
    const pattern = lightPattern(arrived, state.bit, error, random);
    return dark > 0 ? pattern | darkPattern(dark, random) : pattern;
  }
}

/** What a pulse carries. */
interface SentPulse {
  readonly basis: number;
  readonly bit: number;
}

const NO_PATH: PhotonPath = { passes: 1, photons: 0, transmittance: 0, isKnown: false };
const NO_EMISSION: Emission = { pulseClass: 0, photons: 0, path: NO_PATH, probability: 0, light: 0, click: 1 };

function emptyDetection(): Detection {
  return {
    pulse: 0,
    pulseClass: 0,
    aliceBasis: 0,
    aliceBit: 0,
    bobBasis: 0,
    bobBit: 0,
    isKnown: false,
    photons: 0,
  };
}

function emissionsOf(setup: LinkSetup, classes: readonly PulseClass[]): readonly Emission[] {
  const { darkCountProbability: dark } = setup.parameters;
  const paths = pathsOf(setup);
  return classes.flatMap((each, pulseClass) =>
    photonsOfClass(each).map((weight, photons) => {
      const path = paths(photons);
      const light = path.passes * anyDetected(path.photons, path.transmittance);
      const click = light + (1 - light) * dark;
      return { pulseClass, photons, path, probability: each.probability * weight, light, click };
    }),
  );
}

/** What becomes of pulses on the way of this set-up. */
export function pathsOf({ parameters, distanceKm, eavesdropper, intensities }: LinkSetup): PhotonPaths {
  if (eavesdropper.kind === 'photon-number-splitting')
    return splittingPaths(parameters, distanceKm, intensities.signal);
  return plainPaths(parameters, distanceKm);
}
