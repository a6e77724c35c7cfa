import { assert, type Clock } from '../base/index.ts';

/** Into how many steps a window is cut: it forgets one step at a time. */
export const WINDOW_STEPS = 12;

/**
 * Counts what happened lately: between 11/12 of the window and all of it.
 *
 *     | step | step | ... | this step |   a ring of 12 counts; a step that begins overwrites the one that a window ago began
 */
export class SlidingWindow {
  readonly windowMs: number;
  readonly #clock: Clock;
  readonly #counts = new Float64Array(WINDOW_STEPS);
  #step: number;
  #total = 0;

  constructor(windowMs: number, clock: Clock) {
    assert(windowMs > 0, 'a window has a length');
    this.windowMs = windowMs;
    this.#clock = clock;
    this.#step = this.#currentStep();
  }

  /** It happened just now. */
  add(count = 1): void {
    this.#advance();
    this.#counts[this.#step % WINDOW_STEPS] = (this.#counts[this.#step % WINDOW_STEPS] ?? 0) + count;
    this.#total += count;
  }

  /** How often it happened within the window. */
  total(): number {
    this.#advance();
    return this.#total;
  }

  /** How often it happens in a minute, by this window. */
  perMinute(): number {
    return (this.total() * 60_000) / this.windowMs;
  }

  /** Forgets everything. */
  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  #currentStep(): number {
    return Math.floor((this.#clock.monotonicMs() * WINDOW_STEPS) / this.windowMs);
  }

  #advance(): void {
    const now = this.#currentStep();
    if (now - this.#step >= WINDOW_STEPS) this.clear();
    else for (let step = this.#step + 1; step <= now; step += 1) this.#forget(step % WINDOW_STEPS);
    this.#step = Math.max(this.#step, now);
  }

  #forget(index: number): void {
    this.#total -= this.#counts[index] ?? 0;
    this.#counts[index] = 0;
  }
}
