import type { Clock } from '../../base/index.ts';

/** Requests that are answered in a second, and at once after a pause. */
export const REQUESTS_PER_SECOND = 100;

/** Bounds how often the interface works: a token bucket for all who ask. */
export class RequestBudget {
  readonly #clock: Clock;
  #left: number = REQUESTS_PER_SECOND;
  #countedAtMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#countedAtMs = clock.monotonicMs();
  }

  /** Whether one more request may be answered now; it counts if so. */
  take(): boolean {
    const nowMs = this.#clock.monotonicMs();
    const refill = ((nowMs - this.#countedAtMs) * REQUESTS_PER_SECOND) / 1000;
    this.#left = Math.min(REQUESTS_PER_SECOND, this.#left + refill);
    this.#countedAtMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
