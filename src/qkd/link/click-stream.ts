import type { LinkParameters } from './link-parameters.ts';
import type { RandomNumbers } from './random-numbers.ts';

/** What made a receiver click in one pulse. */
export interface Click {
  /** Number of the pulse, from 0. */
  readonly pulse: number;
  /** Light or a dark count, as opposed to nothing but a trapped carrier. */
  readonly isRegular: boolean;
  /** A trapped carrier was set free in this pulse. */
  readonly isAfterpulse: boolean;
}

/**
 * The pulses in which one receiver clicks: jumps from click to click, since pulses without one are alike.
 *
 * Exact in distribution: whether a ready receiver clicks does not depend on the past, so that the number of quiet pulses
 * before a click is geometric, and a dead time or a carrier set free only moves the point from which it is counted.
 */
export class ClickStream {
  readonly #parameters: LinkParameters;
  readonly #clickProbability: number;
  readonly #random: RandomNumbers;
  /** Pulses in which carriers that are still trapped will be set free. */
  #releases: number[] = [];
  /** The first pulse that has not been decided. */
  #position = 0;

  /** `clickProbability` is that of a pulse which finds the receiver ready. */
  constructor(parameters: LinkParameters, clickProbability: number, random: RandomNumbers) {
    this.#parameters = parameters;
    this.#clickProbability = clickProbability;
    this.#random = random;
  }

  /** The next click before pulse `end`; undefined when the rest up to there is quiet, which then is decided. */
  next(end: number): Click | undefined {
    const regular = this.#position + this.#random.failuresBefore(this.#clickProbability);
    const release = this.#nextRelease();
    const pulse = Math.min(regular, release);
    if (pulse >= end) {
      this.#position = Math.max(this.#position, end);
      return undefined;
    }
    this.#recover(pulse);
    return { pulse, isRegular: regular === pulse, isAfterpulse: release === pulse };
  }

  /** The next release that the receiver will see; those in its blind time are lost. */
  #nextRelease(): number {
    if (this.#releases.length === 0) return Number.POSITIVE_INFINITY;
    this.#releases = this.#releases.filter((release) => release >= this.#position);
    return Math.min(...this.#releases);
  }

  #recover(pulse: number): void {
    const { deadTimePulses, afterpulseProbability, afterpulseMeanPulses } = this.#parameters;
    this.#position = pulse + 1 + deadTimePulses;
    if (afterpulseProbability > 0 && this.#random.chance(afterpulseProbability)) {
      this.#releases.push(pulse + 1 + this.#random.failuresBefore(1 / afterpulseMeanPulses));
    }
  }
}
