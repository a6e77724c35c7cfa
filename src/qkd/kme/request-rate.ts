import type { Clock } from '../../base/index.ts';

/** How fast one caller may ask. */
export interface RateLimit {
  readonly perSecond: number;
  /** How many requests may come at once after a pause. */
  readonly burst: number;
}

/** What a caller has left at a moment of the monotonic clock. */
interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** A token bucket for each caller. Callers are those that are known, so there are few. */
export class RequestRate {
  readonly #limit: RateLimit;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limit: RateLimit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Counts a request; false if it is one too many. */
  admit(caller: string): boolean {
    const { perSecond, burst } = this.#limit;
    const atMs = this.#clock.monotonicMs();
    const last = this.#buckets.get(caller) ?? { tokens: burst, atMs };
    const tokens = Math.min(burst, last.tokens + ((atMs - last.atMs) / 1000) * perSecond);
    const isAdmitted = tokens >= 1;
    this.#buckets.set(caller, { tokens: isAdmitted ? tokens - 1 : tokens, atMs });
    return isAdmitted;
  }
}
