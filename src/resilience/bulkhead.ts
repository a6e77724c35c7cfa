import type * as Cockatiel from 'cockatiel';
import type { BulkheadPolicy } from 'cockatiel';
import { QForgeError } from '../base/index.ts';

type Library = typeof Cockatiel;

/** How much of something is let through at once. */
export interface BulkheadLimits {
  readonly atOnce: number;
  /** How many more may wait for their turn. */
  readonly waiting: number;
}

/** Lets so many calls through at once and so many wait; the rest is turned away, so that one busy thing never takes everything. */
export class Bulkhead {
  readonly #name: string;
  readonly #limits: BulkheadLimits;
  readonly #library: Library;
  readonly #policy: BulkheadPolicy;

  private constructor(name: string, limits: BulkheadLimits, library: Library) {
    this.#name = name;
    this.#limits = limits;
    this.#library = library;
    this.#policy = library.bulkhead(limits.atOnce, limits.waiting);
  }

  /** Makes an empty one. The library is loaded only now. */
  static async create(name: string, limits: BulkheadLimits): Promise<Bulkhead> {
    return new Bulkhead(name, limits, await import('cockatiel'));
  }

  /** Calls under way. */
  get running(): number {
    return this.#limits.atOnce - this.#policy.executionSlots;
  }

  /** Calls that wait. */
  get waiting(): number {
    return this.#limits.waiting - this.#policy.queueSlots;
  }

  /** Calls when it is its turn. Rejects as the call does, and with `BULKHEAD_FULL`. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.#policy.execute(call);
    } catch (error) {
      if (!(error instanceof this.#library.BulkheadRejectedError)) throw error;
      const limit = this.#limits.atOnce + this.#limits.waiting;
      throw new QForgeError('BULKHEAD_FULL', { what: this.#name, limit }, { cause: error });
    }
  }
}
