import type { Clock } from '../base/index.ts';

/** How long a stretch of time lasts, for pools that see few releases. */
const STRETCH_MS = 10_000;

/** Calls every ten seconds while a pool is used or keeps buffers, so that a burst's buffers go when traffic has come to rest. */
export class PoolRest {
  readonly #clock: Clock;
  readonly #endStretch: () => boolean;
  #isPending = false;
  #wasUsed = false;

  /** `endStretch` says whether there is something left to let go. */
  constructor(clock: Clock, endStretch: () => boolean) {
    this.#clock = clock;
    this.#endStretch = endStretch;
  }

  /** A buffer came back. */
  noteUse(): void {
    this.#wasUsed = true;
    if (!this.#isPending) this.#await();
  }

  #await(): void {
    this.#isPending = true;
    this.#clock.schedule(STRETCH_MS, () => {
      const keepsSome = this.#endStretch();
      this.#isPending = false;
      if (keepsSome || this.#wasUsed) this.#await();
      this.#wasUsed = false;
    });
  }
}
