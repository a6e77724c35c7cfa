import { QForgeError } from '../base/index.ts';

/** Bounds what a pool owns, out and kept together. It is asked where memory is taken, not where a kept buffer goes out again. */
export class ByteBudget {
  readonly limitBytes: number;
  readonly #reclaim: (bytes: number) => void;
  #ownedBytes = 0;
  #refusals = 0;

  /** `reclaim` lets go of kept buffers, so many bytes at least if there are as many. */
  constructor(limitBytes: number, reclaim: (bytes: number) => void) {
    this.limitBytes = limitBytes;
    this.#reclaim = reclaim;
  }

  get ownedBytes(): number {
    return this.#ownedBytes;
  }

  /** How often there was no room. */
  get refusals(): number {
    return this.#refusals;
  }

  /** Makes room and takes it. Throws `MEMORY_POOL_EXHAUSTED` when what is out leaves none; nothing has changed then but what was kept. */
  take(bytes: number): void {
    const excess = this.#ownedBytes + bytes - this.limitBytes;
    if (excess > 0) this.#reclaim(excess);
    if (this.#ownedBytes + bytes > this.limitBytes) this.#refuse(bytes);
    this.#ownedBytes += bytes;
  }

  /** So many bytes are the pool's no longer. */
  giveBack(bytes: number): void {
    this.#ownedBytes -= bytes;
  }

  #refuse(bytes: number): never {
    this.#refusals += 1;
    throw new QForgeError('MEMORY_POOL_EXHAUSTED', {
      bytes,
      inUseBytes: this.#ownedBytes,
      limitBytes: this.limitBytes,
    });
  }
}
