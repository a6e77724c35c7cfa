import type { Clock, ScheduledCall } from './clock.ts';

/** A timer that comes a rounding too early does not come again at once. */
const ROUNDING_MS = 10;

const roundsByClock = new WeakMap<Clock, Map<number, SharedRound>>();

/**
 * Calls all that have joined once in so long, by one timer: a process may hold thousands of clients with little to look at each. Rounds come at
 * multiples of their length on the clock, so that those of 5 and of 10 seconds wake a resting process together. Without anybody there is no timer.
 */
export class SharedRound {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #calls = new Set<() => void>();
  #next: ScheduledCall | undefined;

  private constructor(clock: Clock, everyMs: number) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  /** The round of a clock that comes every so many milliseconds. */
  static of(clock: Clock, everyMs: number): SharedRound {
    const rounds = roundsByClock.get(clock) ?? new Map<number, SharedRound>();
    roundsByClock.set(clock, rounds);
    const round = rounds.get(everyMs) ?? new SharedRound(clock, everyMs);
    rounds.set(everyMs, round);
    return round;
  }

  /** Calls back from the next round on, which comes after `everyMs` or sooner; returns the way to stop that. */
  join(call: () => void): () => void {
    // The same function may join twice.
    const own = (): void => call();
    this.#calls.add(own);
    this.#next ??= this.#later();
    return () => this.#leave(own);
  }

  #leave(call: () => void): void {
    this.#calls.delete(call);
    if (this.#calls.size > 0) return;
    this.#next?.cancel();
    this.#next = undefined;
  }

  #later(): ScheduledCall {
    const leftMs = this.#everyMs - (this.#clock.monotonicMs() % this.#everyMs);
    const waitMs = leftMs < ROUNDING_MS ? leftMs + this.#everyMs : leftMs;
    return this.#clock.schedule(waitMs, () => this.#callAll());
  }

  #callAll(): void {
    this.#next = this.#later();
    // Whoever joins meanwhile waits for the next round, and whoever leaves is not called any more.
    const joined = [...this.#calls];
    for (const call of joined) if (this.#calls.has(call)) this.#callOne(call);
  }

  /** One that throws does so in a turn of its own, as it would with a timer of its own: the others are called. */
  #callOne(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#clock.schedule(0, () => {
        throw error;
      });
    }
  }
}
