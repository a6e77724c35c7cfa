import type { Clock } from '../base/index.ts';

const MS_PER_SECOND = 1000;

/** How much each source may take. */
export interface BucketLimits {
  readonly perSecond: number;
  /** What a source that has been quiet may take at once. */
  readonly burst: number;
  /** Sources remembered; beyond that the one that was quiet longest is forgotten. */
  readonly sources: number;
}

interface Bucket {
  tokens: number;
  filledMs: number;
}

/** One token bucket for each source of requests. */
export class TokenBuckets {
  readonly #clock: Clock;
  readonly #limits: BucketLimits;
  /** The source that was quiet longest comes first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, limits: BucketLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Sources remembered now. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one token of the source; false if it has none left. */
  take(source: string): boolean {
    const nowMs = this.#clock.monotonicMs();
    const bucket = this.#buckets.get(source) ?? { tokens: this.#limits.burst, filledMs: nowMs };
    this.#buckets.delete(source);
    this.#forgetQuiet(nowMs);
    this.#buckets.set(source, bucket);
    this.#fill(bucket, nowMs);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #fill(bucket: Bucket, nowMs: number): void {
    const gained = ((nowMs - bucket.filledMs) * this.#limits.perSecond) / MS_PER_SECOND;
    bucket.tokens = Math.min(this.#limits.burst, bucket.tokens + gained);
    bucket.filledMs = nowMs;
  }

  /** A bucket that must be full again says nothing; and there is room for one more afterwards. */
  #forgetQuiet(nowMs: number): void {
    const fullAfterMs = (this.#limits.burst / this.#limits.perSecond) * MS_PER_SECOND;
    for (const [source, { filledMs }] of this.#buckets) {
      if (nowMs - filledMs < fullAfterMs && this.#buckets.size < this.#limits.sources) return;
      this.#buckets.delete(source);
    }
  }
}
