import type { Clock } from '../base/index.ts';

/** After so long an observation counts half. */
export const TRUST_HALF_LIFE_MS = 3_600_000;

/** Below this a peer is remarkable: `peer distrusted` is logged and counted, once until it is above again. */
export const TRUST_ALARM_SCORE = 0.3;

/** What a peer can be seen to do, after it has proved who it is. */
export type PeerBehaviour =
  /** A handshake with it was finished. */
  | 'handshake'
  /** It answered a rekey. */
  | 'rekey'
  /** It came back after a cut. */
  | 'resumption'
  /** A connection with it was lost, by whoever's fault. */
  | 'cut'
  /** A record did not authenticate, or said what nobody may say. */
  | 'bad record'
  /** It let keys become too old. */
  | 'overdue rekey';

/** What each observation counts: for a peer above zero, against it below. A cut is mostly the network's fault. */
const WEIGHTS: Readonly<Record<PeerBehaviour, number>> = {
  handshake: 1,
  rekey: 0.25,
  resumption: 1,
  cut: -0.5,
  'bad record': -5,
  'overdue rekey': -2,
};

/**
 * How a peer has behaved lately, between 0 and 1; 0.5 of one of whom nothing is known.
 *
 *     score = (1 + good) / (2 + good + bad)
 *
 * `good` and `bad` are the sums of the weights on each side, halved every hour: the mean of a beta distribution with a uniform
 * prior. It is shown and watched. It admits nobody and refuses nobody: a network can make an honest peer look bad.
 */
export class TrustScore {
  readonly #clock: Clock;
  #good = 0;
  #bad = 0;
  #atMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#atMs = clock.monotonicMs();
  }

  get value(): number {
    this.#fade();
    return (1 + this.#good) / (2 + this.#good + this.#bad);
  }

  /** Takes one observation into account. */
  observe(behaviour: PeerBehaviour): void {
    this.#fade();
    const weight = WEIGHTS[behaviour];
    if (weight > 0) this.#good += weight;
    else this.#bad -= weight;
  }

  #fade(): void {
    const nowMs = this.#clock.monotonicMs();
    const factor = 0.5 ** ((nowMs - this.#atMs) / TRUST_HALF_LIFE_MS);
    this.#good *= factor;
    this.#bad *= factor;
    this.#atMs = nowMs;
  }
}
