import type { Clock } from '../../src/base/index.ts';

interface Pending {
  readonly atMs: number;
  readonly callback: () => void;
}

/** A clock that moves only when it is told to. */
export class SimulatedClock implements Clock {
  #nowMs = 0;
  #pending: Pending[] = [];

  wallMs(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, callback: () => void): { cancel(): void } {
    const pending = { atMs: this.#nowMs + delayMs, callback };
    this.#pending.push(pending);
    return {
      cancel: () => {
        this.#pending = this.#pending.filter((other) => other !== pending);
      },
    };
  }

  /** How many calls are still to come. */
  get pendingCalls(): number {
    return this.#pending.length;
  }

  /** Moves on, calling back what is due, in order. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const [next] = this.#pending.filter(({ atMs }) => atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#pending = this.#pending.filter((other) => other !== next);
      this.#nowMs = next.atMs;
      next.callback();
    }
    this.#nowMs = endMs;
  }
}
