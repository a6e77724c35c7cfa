import type { Clock, ScheduledCall } from './clock.ts';

const roundsByClock = new WeakMap<Clock, Map<number, SharedRound>>();

/**
 * Calls all that have joined once in so long, by one timer: a process may hold thousands of clients with little to look at each. Without
 * anybody there is no timer.
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

  /** Calls back from the next round on, which comes after `everyMs` at most; returns the way to stop that. */
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
    return this.#clock.schedule(this.#everyMs, () => this.#callAll());
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
