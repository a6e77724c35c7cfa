import type { Clock, ScheduledCall } from '../../base/index.ts';

/** Everything that a node does later, so that it can be called off together. */
export class NodeTimers {
  readonly #clock: Clock;
  readonly #calls = new Set<ScheduledCall>();
  #isStopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Does this after a time. */
  after(delayMs: number, work: () => void): ScheduledCall {
    const call = this.#clock.schedule(delayMs, () => {
      this.#calls.delete(call);
      if (!this.#isStopped) work();
    });
    this.#calls.add(call);
    return call;
  }

  /** Does this again and again. */
  every(periodMs: number, work: () => void): void {
    this.after(periodMs, () => {
      work();
      this.every(periodMs, work);
    });
  }

  /** Calls everything off, for good. */
  stop(): void {
    this.#isStopped = true;
    for (const call of this.#calls) call.cancel();
  }
}
