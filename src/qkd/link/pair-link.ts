import { type Click, ClickStream } from './click-stream.ts';
import { type Detection, Detections } from './detections.ts';
import { interceptedFraction } from './eavesdropper.ts';
import { transmittance } from './link-parameters.ts';
import type { LinkSetup } from './link-setup.ts';
import type { RandomNumbers } from './random-numbers.ts';
import { certainDarkPattern, darkPattern, recordedBit } from './receiver-outcome.ts';

/** The angles on the Bloch sphere at which a pair is measured, in radians; a basis is an index of this list. */
export const PAIR_ANGLES: readonly number[] = [0, Math.PI / 4, Math.PI / 2, (3 * Math.PI) / 4];

/** The bases that each end chooses from, all alike. */
export interface PairChoices {
  readonly alice: readonly number[];
  readonly bob: readonly number[];
}

/** Ekert's settings: equal ones make the key, those of 0 and 2 with 1 and 3 the CHSH sum. */
export const E91_CHOICES: PairChoices = { alice: [0, 1, 2], bob: [1, 2, 3] };
/** The two bases of BBM92. */
export const BBM92_CHOICES: PairChoices = { alice: [0, 2], bob: [0, 2] };
/** Bases in which a listener measures. */
const EVE_BASES = [0, 2] as const;

/** One end of a link of pairs. */
interface PairEnd {
  readonly clicks: ClickStream;
  next: Click | undefined;
}

/**
 * A link with a source of entangled pairs in the middle, one pair in every pulse: E91 and BBM92.
 *
 * The losses of the two photons are independent, so that each receiver clicks on its own; only what they show in
 * pulses in which both click is drawn jointly: outcomes differ with probability (1 - V cos(a - b)) / 2.
 */
export class PairLink {
  readonly #setup: LinkSetup;
  readonly #choices: PairChoices;
  readonly #random: RandomNumbers;
  readonly #lightShare: number;
  readonly #alice: PairEnd;
  readonly #bob: PairEnd;
  #sent = 0;

  constructor(setup: LinkSetup, choices: PairChoices, random: RandomNumbers) {
    const { parameters, distanceKm } = setup;
    const eta = transmittance(parameters, distanceKm / 2);
    const click = eta + (1 - eta) * parameters.darkCountProbability;
    this.#setup = setup;
    this.#choices = choices;
    this.#random = random;
    this.#lightShare = click === 0 ? 0 : eta / click;
    this.#alice = { clicks: new ClickStream(parameters, click, random), next: undefined };
    this.#bob = { clicks: new ClickStream(parameters, click, random), next: undefined };
  }

  /** Sends so many pairs; detections are the coincidences. */
  run(pulses: number): Detections {
    const detections = new Detections();
    const end = this.#sent + pulses;
    const [alice, bob] = [this.#alice, this.#bob];
    alice.next = alice.clicks.next(end);
    bob.next = bob.clicks.next(end);
    while (alice.next !== undefined && bob.next !== undefined) {
      const ahead = alice.next.pulse - bob.next.pulse;
      if (ahead === 0) detections.add(this.#coincidence(alice.next, bob.next));
      if (ahead <= 0) alice.next = alice.clicks.next(end);
      if (ahead >= 0) bob.next = bob.clicks.next(end);
    }
    while (alice.next !== undefined) alice.next = alice.clicks.next(end);
    while (bob.next !== undefined) bob.next = bob.clicks.next(end);
    detections.pulses = pulses;
    this.#sent = end;
    return detections;
  }

  #coincidence(alice: Click, bob: Click): Detection {
    const random = this.#random;
    const aliceBasis = this.#choices.alice[random.below(this.#choices.alice.length)] ?? 0;
    const bobBasis = this.#choices.bob[random.below(this.#choices.bob.length)] ?? 0;
    const pair = this.#outcomes(aliceBasis, bobBasis);
    return {
      pulse: alice.pulse,
      pulseClass: 0,
      photons: 1,
      aliceBasis,
      bobBasis,
      aliceBit: this.#recorded(alice, pair.alice),
      bobBit: this.#recorded(bob, pair.bob),
      isKnown: pair.isKnown,
    };
  }

  /** What the two photons would show if both were detected. */
  #outcomes(aliceBasis: number, bobBasis: number): { alice: number; bob: number; isKnown: boolean } {
    const random = this.#random;
    const visibility = 1 - 2 * this.#setup.parameters.misalignment;
    const alice = random.bit();
    const fraction = interceptedFraction(this.#setup.eavesdropper);
    if (!(fraction > 0 && random.chance(fraction))) {
      return { alice, bob: this.#correlated(alice, visibility, aliceBasis, bobBasis), isKnown: false };
    }
    const eveBasis = EVE_BASES[random.bit()] ?? 0;
    const eve = this.#correlated(alice, 1, aliceBasis, eveBasis);
    return { alice, bob: this.#correlated(eve, visibility, eveBasis, bobBasis), isKnown: eveBasis === aliceBasis };
  }

  #correlated(bit: number, visibility: number, basis: number, otherBasis: number): number {
    const angle = (PAIR_ANGLES[basis] ?? 0) - (PAIR_ANGLES[otherBasis] ?? 0);
    return this.#random.chance((1 + visibility * Math.cos(angle)) / 2) ? bit : 1 - bit;
  }

  #recorded(click: Click, bit: number): number {
    const random = this.#random;
    const { darkCountProbability: dark } = this.#setup.parameters;
    let pattern = click.isAfterpulse ? 1 + random.bit() : 0;
    if (click.isRegular) {
      pattern |= random.chance(this.#lightShare)
        ? (1 << bit) | darkPattern(dark, random)
        : certainDarkPattern(dark, random);
    }
    return recordedBit(pattern, random);
  }
}
