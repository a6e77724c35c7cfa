import { HOP_COST_US, UNKNOWN_LINK_COST_US } from './routing-limits.ts';

/** Weights of a new measurement, as RFC 6298 has them for round trips. */
const ROUND_TRIP_WEIGHT = 1 / 8;
const LOSS_WEIGHT = 1 / 16;

/** An answer is late when it takes longer than so many times the mean, and so much more: what was lost was sent again. */
const LATE_FACTOR = 2;
const LATE_MS = 5;

/** A link that loses more than this costs no more: it has to stay comparable. */
const MAX_COUNTED_LOSS = 0.9;

/**
 * How good a link is, by exponentially weighted means of its round trips and losses. spec/routing §7
 *
 *     cost = (round trip / 2 + 1 ms) / (1 - loss)
 */
export class LinkQuality {
  #roundTripMs: number | undefined;
  #loss = 0;
  /** Whether the last answer was late. */
  #isLate = false;

  /** Undefined before the first answer. */
  get roundTripMs(): number | undefined {
    return this.#roundTripMs;
  }

  /** Share of probes that got no answer, or a late one, 0 to 1. */
  get loss(): number {
    return this.#loss;
  }

  /** In microseconds. */
  get costUs(): number {
    const oneWayUs = this.#roundTripMs === undefined ? UNKNOWN_LINK_COST_US : this.#roundTripMs * 500;
    return Math.round((oneWayUs + HOP_COST_US) / (1 - Math.min(this.#loss, MAX_COUNTED_LOSS)));
  }

  /** A probe was answered; a late answer counts as a loss, and as a round trip only if the one before was late, too. */
  answered(roundTripMs: number): void {
    const before = this.#roundTripMs ?? roundTripMs;
    const wasLate = this.#isLate;
    this.#isLate = roundTripMs > before * LATE_FACTOR + LATE_MS;
    if (this.#isLate && !wasLate) return this.#lose();
    this.#roundTripMs = before + (roundTripMs - before) * ROUND_TRIP_WEIGHT;
    this.#loss -= this.#loss * LOSS_WEIGHT;
  }

  /** A probe was not answered. */
  lost(): void {
    this.#lose();
  }

  #lose(): void {
    this.#loss += (1 - this.#loss) * LOSS_WEIGHT;
  }
}
