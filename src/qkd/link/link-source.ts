import type { QkdProtocolName } from '../key-block.ts';
import type { Intensities } from './decoy-rate.ts';
import type { Detections } from './detections.ts';
import type { LinkSetup } from './link-setup.ts';
import { BBM92_CHOICES, E91_CHOICES, PairLink } from './pair-link.ts';
import { type DecoyShares, decoyClasses, type PulseClass, SINGLE_PHOTONS } from './pulse-classes.ts';
import { PulseLink } from './pulse-link.ts';
import type { RandomNumbers } from './random-numbers.ts';

/** A simulated link: sends pulses and tells what was detected. */
export interface SimulatedLink {
  run(pulses: number): Detections;
}

/** What the ends of a decoy link may choose. */
export interface DecoyChoices {
  readonly shares: DecoyShares;
  /** Probability of the basis of the key (0), at both ends; the other basis is for the test. */
  readonly keyBasis: number;
}

/** Choices that give most key from blocks of about a million detections, found by search over the formula for their length. */
export const USUAL_DECOY_CHOICES: DecoyChoices = { shares: { signal: 0.4, weak: 0.4, vacuum: 0.2 }, keyBasis: 0.8 };

/** Mean photon numbers for such blocks: decoys that are too weak give too few clicks. */
export const SHORT_BLOCK_INTENSITIES: Intensities = { signal: 0.48, weak: 0.2 };

/** The classes of pulses that a set-up sends. */
export function classesOf({ protocol, intensities }: LinkSetup, { shares }: DecoyChoices): readonly PulseClass[] {
  if (protocol !== 'bb84-decoy') return SINGLE_PHOTONS;
  return decoyClasses(intensities.signal, intensities.weak, shares);
}

/** Builds the simulation of a set-up. */
export function simulatedLink(
  setup: LinkSetup,
  random: RandomNumbers,
  choices: DecoyChoices = USUAL_DECOY_CHOICES,
): SimulatedLink {
  const { protocol } = setup;
  if (protocol === 'e91') return new PairLink(setup, E91_CHOICES, random);
  if (protocol === 'bbm92') return new PairLink(setup, BBM92_CHOICES, random);
  return new PulseLink(setup, { classes: classesOf(setup, choices), bases: basesOf(protocol, choices) }, random);
}

/** How often each basis is chosen, at both ends. */
function basesOf(protocol: QkdProtocolName, { keyBasis }: DecoyChoices): readonly number[] {
  if (protocol === 'bb84-decoy') return [keyBasis, 1 - keyBasis];
  return protocol === 'six-state' ? [1, 1, 1] : [1, 1];
}
