import type { Clock, ScheduledCall } from '../../src/base/index.ts';
import { NOW_MS } from '../messaging/peer-rig.ts';

interface HeapEvent {
  readonly dueMs: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** Time for simulations of millions of events: a binary heap. The same events give the same run. */
export class EventHeap implements Clock {
  #nowMs = 0;
  #order = 0;
  readonly #heap: HeapEvent[] = [];
  #hasPromises = false;

  wallMs(): number {
    return NOW_MS + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, callback: () => void): ScheduledCall {
    const event: HeapEvent = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, run: callback };
    this.#push(event);
    return {
      cancel: () => {
        event.run = undefined;
      },
    };
  }

  /** What runs now begins promises that must settle before the next event. */
  settlePromises(): void {
    this.#hasPromises = true;
  }

  /** Runs everything that is due within so much time from now. Returns how many events that were. */
  async runFor(durationMs: number): Promise<number> {
    const endMs = this.#nowMs + durationMs;
    let events = 0;
    await turn();
    for (let next = this.#heap[0]; next !== undefined && next.dueMs <= endMs; next = this.#heap[0]) {
      this.#pop();
      this.#nowMs = next.dueMs;
      if (next.run === undefined) continue;
      next.run();
      events += 1;
      if (!this.#hasPromises) continue;
      this.#hasPromises = false;
      await turn();
    }
    this.#nowMs = endMs;
    await turn();
    return events;
  }

  #push(event: HeapEvent): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, event)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      const child = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || isBefore(last, child)) break;
      heap[at] = child;
      at = child === left ? 2 * at + 1 : 2 * at + 2;
    }
    heap[at] = last;
  }
}

function isBefore(a: HeapEvent, b: HeapEvent): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
