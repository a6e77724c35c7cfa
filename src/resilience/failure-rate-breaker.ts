import type { CircuitState, IBreaker } from 'cockatiel';
import { assert, type Clock } from '../base/index.ts';
import { SlidingWindow } from './sliding-window.ts';

/** When a share of failures opens a circuit. */
export interface FailureRate {
  /** More of the calls than this fail, of 1. */
  readonly share: number;
  /** Fewer calls within the window say nothing. */
  readonly minimumCalls: number;
  readonly windowMs: number;
}

/** Opens a circuit when too many of the calls of a window fail, by the clock that is handed in. */
export class FailureRateBreaker implements IBreaker {
  state: unknown;
  readonly #rate: FailureRate;
  readonly #states: typeof CircuitState;
  readonly #calls: SlidingWindow;
  readonly #failures: SlidingWindow;

  /** The library, which is loaded only where there are circuits, hands in the names of its states. */
  constructor(rate: FailureRate, clock: Clock, states: typeof CircuitState) {
    assert(rate.share > 0 && rate.share < 1, 'a share of failures lies between 0 and 1');
    this.#rate = rate;
    this.#states = states;
    this.#calls = new SlidingWindow(rate.windowMs, clock);
    this.#failures = new SlidingWindow(rate.windowMs, clock);
  }

  success(state: CircuitState): void {
    if (state === this.#states.HalfOpen) this.#failures.clear();
    this.#calls.add();
  }

  failure(state: CircuitState): boolean {
    this.#calls.add();
    this.#failures.add();
    if (state !== this.#states.Closed) return true;
    const calls = this.#calls.total();
    return calls >= this.#rate.minimumCalls && this.#failures.total() > this.#rate.share * calls;
  }
}
