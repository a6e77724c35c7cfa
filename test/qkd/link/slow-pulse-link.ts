import { Detections } from '../../../src/qkd/link/detections.ts';
import { interceptedFraction } from '../../../src/qkd/link/eavesdropper.ts';
import type { LinkSetup } from '../../../src/qkd/link/link-setup.ts';
import type { PulseChoices } from '../../../src/qkd/link/pulse-link.ts';
import { pathsOf } from '../../../src/qkd/link/pulse-link.ts';
import type { RandomNumbers } from '../../../src/qkd/link/random-numbers.ts';

/** The slow twin of `PulseLink`: sends every pulse, loses every photon by itself, and asks every detector. */
export function slowPulses(setup: LinkSetup, choices: PulseChoices, random: RandomNumbers, pulses: number): Detections {
  const { parameters } = setup;
  const paths = pathsOf(setup);
  const found = new Detections();
  found.pulses = pulses;
  const releases = new Set<number>();
  let blindUntil = 0;
  const pick = (weights: readonly number[]): number => {
    let point = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    return Math.max(
      0,
      weights.findIndex((weight) => (point -= weight) < 0),
    );
  };
  for (let pulse = 0; pulse < pulses; pulse++) {
    const pulseClass = pick(choices.classes.map(({ probability }) => probability));
    const photons = drawPhotons(choices.classes[pulseClass]?.meanPhotons, random);
    const aliceBasis = pick(choices.bases);
    const aliceBit = random.bit();
    const bobBasis = pick(choices.bases);
    const path = paths(photons);
    let [basis, bit] = [aliceBasis, aliceBit];
    let isKnown = path.isKnown;
    if (photons > 0 && random.uniform() < interceptedFraction(setup.eavesdropper)) {
      const eveBasis = random.below(choices.bases.length);
      if (eveBasis === aliceBasis) isKnown = true;
      else bit = random.bit();
      basis = eveBasis;
    }
    const clicked = [false, false];
    const passes = random.uniform() < path.passes;
    for (let photon = 0; photon < path.photons; photon++) {
      const arrives = passes && random.uniform() < path.transmittance;
      const isWrong = random.uniform() < (basis === bobBasis ? parameters.misalignment : 0.5);
      if (arrives) clicked[isWrong ? 1 - bit : bit] = true;
    }
    const dark = 1 - Math.sqrt(1 - parameters.darkCountProbability);
    for (const detector of [0, 1]) if (random.uniform() < dark) clicked[detector] = true;
    if (releases.has(pulse)) clicked[random.bit()] = true;
    if (pulse < blindUntil || !(clicked[0] || clicked[1])) continue;
    const bobBit = clicked[0] && clicked[1] ? random.bit() : clicked[1] ? 1 : 0;
    found.add({ pulse, pulseClass, photons, aliceBasis, aliceBit, bobBasis, bobBit, isKnown });
    blindUntil = pulse + 1 + parameters.deadTimePulses;
    if (random.uniform() < parameters.afterpulseProbability) {
      let release = pulse + 1;
      while (random.uniform() >= 1 / parameters.afterpulseMeanPulses) release++;
      releases.add(release);
    }
  }
  return found;
}

function drawPhotons(mean: number | undefined, random: RandomNumbers): number {
  if (mean === undefined) return 1;
  // Knuth: count uniform factors until their product falls below exp(-mean).
  let photons = -1;
  for (let product = 1; product > Math.exp(-mean); photons++) product *= random.uniform();
  return Math.max(0, photons);
}
