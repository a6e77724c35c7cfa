import { type Clock, SharedRound } from '../base/index.ts';

/** How long a stretch of time lasts at most, for pools that see few releases. */
const STRETCH_MS = 10_000;

/** Calls every ten seconds while a pool is used or keeps buffers, so that a burst's buffers go when traffic has come to rest. */
export class PoolRest {
  readonly #clock: Clock;
  readonly #endStretch: () => boolean;
  /** While a stretch goes on: the way to wait for its end no longer. */
  #leave: (() => void) | undefined;
  #wasUsed = false;

  /** `endStretch` says whether there is something left to let go. */
  constructor(clock: Clock, endStretch: () => boolean) {
    this.#clock = clock;
    this.#endStretch = endStretch;
  }

  /** A buffer came back. */
  noteUse(): void {
    this.#wasUsed = true;
    this.#leave ??= SharedRound.of(this.#clock, STRETCH_MS).join(() => this.#end());
  }

  #end(): void {
    const keepsSome = this.#endStretch();
    if (!keepsSome && !this.#wasUsed) {
      this.#leave?.();
      this.#leave = undefined;
    }
    this.#wasUsed = false;
  }
}
