import type { Clock } from '../base/index.ts';

/** Handshakes under way and lately failed from which on a responder is under load, and asks for cookies. */
export const LOAD_THRESHOLD = 128;

/** How many failed handshakes a second are forgotten. */
export const FAILURES_FORGOTTEN_PER_SECOND = 32;

const MS_PER_SECOND = 1000;

/**
 * Whether handshakes are asked for that nobody finishes.
 *
 * Counted are those under way and those that failed, the latter fading with time. Peers that mean it never add up: what they
 * begin they finish, so a device that makes hundreds of channels a second is busy, but not under load.
 */
export class HandshakeLoad {
  readonly #clock: Clock;
  #failures = 0;
  #failuresMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#failuresMs = clock.monotonicMs();
  }

  /** Whether the load is high, with so many handshakes under way. */
  isHigh(underWay: number): boolean {
    return underWay + this.#recentFailures() >= LOAD_THRESHOLD;
  }

  /** A handshake that was begun came to nothing. */
  failed(): void {
    this.#failures = Math.min(this.#recentFailures() + 1, 2 * LOAD_THRESHOLD);
  }

  #recentFailures(): number {
    const nowMs = this.#clock.monotonicMs();
    const forgotten = ((nowMs - this.#failuresMs) * FAILURES_FORGOTTEN_PER_SECOND) / MS_PER_SECOND;
    this.#failures = Math.max(0, this.#failures - forgotten);
    this.#failuresMs = nowMs;
    return this.#failures;
  }
}
