import type { Clock, ScheduledCall } from '../../src/base/index.ts';

interface TimedEvent {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Why {@link SimulatedTime.run} came back. */
export type RunEnd = 'done' | 'idle' | 'late';

const START_WALL_MS = 1_800_000_000_000;

/** How many turns of the real event loop an empty simulation waits for work in threads before it counts as idle. */
const IDLE_TURNS = 200;

/**
 * Time that passes only by events: each runs alone, with all its promises settled, before the next one. Hours cost
 * milliseconds, and the same events give the same run.
 */
export class SimulatedTime implements Clock {
  /** Moves the wall clock, which nothing but certificates and logs may depend on. */
  wallOffsetMs = 0;
  #nowMs = 0;
  #order = 0;
  /** Latest first, so that the next one is popped. */
  readonly #events: TimedEvent[] = [];

  wallMs(): number {
    return START_WALL_MS + this.#nowMs + this.wallOffsetMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, callback: () => void): ScheduledCall {
    const event = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, run: callback };
    this.#events.splice(this.#placeOf(event), 0, event);
    return {
      cancel: () => {
        const index = this.#events.indexOf(event);
        if (index >= 0) this.#events.splice(index, 1);
      },
    };
  }

  /** Resolves after so much simulated time. */
  passes(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.schedule(delayMs, resolve));
  }

  /** Events still to come. */
  get pendingEvents(): number {
    return this.#events.length;
  }

  /**
   * Runs events until `isDone`, until none is left (`idle`), or until `limitMs` of simulated time have passed (`late`).
   */
  async run(isDone: () => boolean, limitMs: number): Promise<RunEnd> {
    const endMs = this.#nowMs + limitMs;
    await turn();
    for (;;) {
      if (isDone()) return 'done';
      if (!(await this.#hasEvent(isDone))) return isDone() ? 'done' : 'idle';
      if (!(await this.#step(endMs))) return 'late';
    }
  }

  /** Runs until the promise has settled, and gives what it gives. Throws if it does not settle in time. */
  async settled<T>(promise: Promise<T>, limitMs: number): Promise<T> {
    let isSettled = false;
    const settled = promise.finally(() => {
      isSettled = true;
    });
    settled.catch(() => undefined);
    const end = await this.run(() => isSettled, limitMs);
    if (end !== 'done') throw new Error(`a promise hangs: the simulation is ${end} at ${this.#nowMs} ms`);
    return promise;
  }

  async #hasEvent(isDone: () => boolean): Promise<boolean> {
    for (let turns = 0; this.#events.length === 0 && turns < IDLE_TURNS && !isDone(); turns++) await turn();
    return this.#events.length > 0;
  }

  /** Runs the next event, unless it comes after the end. */
  async #step(endMs: number): Promise<boolean> {
    const event = this.#events.pop();
    if (event === undefined) return true;
    if (event.dueMs > endMs) {
      this.#events.push(event);
      this.#nowMs = endMs;
      return false;
    }
    this.#nowMs = event.dueMs;
    event.run();
    await turn();
    return true;
  }

  #placeOf(event: TimedEvent): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#events[middle];
      if (
        other !== undefined &&
        (other.dueMs > event.dueMs || (other.dueMs === event.dueMs && other.order > event.order))
      )
        low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Lets every promise that can settle do so. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
