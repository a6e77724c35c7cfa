import { HOP_COST_US, UNKNOWN_LINK_COST_US } from './routing-limits.ts';

/** Weights of a new measurement, as RFC 6298 has them for round trips. */
const ROUND_TRIP_WEIGHT = 1 / 8;
const LOSS_WEIGHT = 1 / 16;

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

  /** Undefined before the first answer. */
  get roundTripMs(): number | undefined {
    return this.#roundTripMs;
  }

  /** Share of probes that got no answer, 0 to 1. */
  get loss(): number {
    return this.#loss;
  }

  /** In microseconds. */
  get costUs(): number {
    const oneWayUs = this.#roundTripMs === undefined ? UNKNOWN_LINK_COST_US : this.#roundTripMs * 500;
    return Math.round((oneWayUs + HOP_COST_US) / (1 - Math.min(this.#loss, MAX_COUNTED_LOSS)));
  }

  /** A probe was answered. */
  answered(roundTripMs: number): void {
    const before = this.#roundTripMs ?? roundTripMs;
    this.#roundTripMs = before + (roundTripMs - before) * ROUND_TRIP_WEIGHT;
    this.#loss -= this.#loss * LOSS_WEIGHT;
  }

  /** A probe was not answered. */
  lost(): void {
    this.#loss += (1 - this.#loss) * LOSS_WEIGHT;
  }
}
