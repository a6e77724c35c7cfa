import type { Clock } from '../../src/base/index.ts';

/** A clock that stands still until it is moved; calls that are due then are made in order. */
export class ManualClock implements Clock {
  #nowMs = 1_000;
  readonly #calls: { readonly dueMs: number; readonly callback: () => void }[] = [];

  wallMs(): number {
    return 1_800_000_000_000 + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, callback: () => void): { cancel: () => void } {
    const call = { dueMs: this.#nowMs + delayMs, callback };
    this.#calls.push(call);
    return { cancel: () => this.#remove(call) };
  }

  /** Calls that are still to come. */
  get pendingCalls(): number {
    return this.#calls.length;
  }

  advance(byMs: number): void {
    this.#nowMs += byMs;
    const due = this.#calls.filter((call) => call.dueMs <= this.#nowMs).toSorted((a, b) => a.dueMs - b.dueMs);
    for (const call of due) {
      // It may have been cancelled meanwhile, by a call before it.
      if (!this.#calls.includes(call)) continue;
      this.#remove(call);
      call.callback();
    }
  }

  #remove(call: { readonly dueMs: number; readonly callback: () => void }): void {
    const index = this.#calls.indexOf(call);
    if (index >= 0) this.#calls.splice(index, 1);
  }
}
