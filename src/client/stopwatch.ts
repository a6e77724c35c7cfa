import type { Clock } from '../base/index.ts';

/** Measures consecutive spans. */
export class Stopwatch {
  readonly #clock: Clock;
  readonly #startedMs: number;
  #lapMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedMs = clock.monotonicMs();
    this.#lapMs = this.#startedMs;
  }

  /** Milliseconds since the last lap. */
  lap(): number {
    const nowMs = this.#clock.monotonicMs();
    const spanMs = nowMs - this.#lapMs;
    this.#lapMs = nowMs;
    return spanMs;
  }

  /** Milliseconds since the start. */
  total(): number {
    return this.#clock.monotonicMs() - this.#startedMs;
  }
}
