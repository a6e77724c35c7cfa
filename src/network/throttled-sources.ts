import type { Clock } from '../base/index.ts';
import { TokenBuckets } from './token-buckets.ts';

/** What a throttled source may begin a second, and at once. */
export const THROTTLED_HANDSHAKES_PER_SECOND = 0.1;

/** Sources that are throttled at once, at most; beyond that the one throttled longest ago goes free. */
export const MAX_THROTTLED_SOURCES = 4096;

/** Sources that may begin few handshakes for a while, whatever the load. spec/handshake §9 */
export class ThrottledSources {
  readonly #clock: Clock;
  readonly #buckets: TokenBuckets;
  /** Until when; the one throttled longest ago comes first. */
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
    const limits = { perSecond: THROTTLED_HANDSHAKES_PER_SECOND, burst: 1, sources: MAX_THROTTLED_SOURCES };
    this.#buckets = new TokenBuckets(clock, limits);
  }

  /** Throttles a source from now on, for so long. */
  add(source: string, forMs: number): void {
    this.#untilMs.delete(source);
    this.#untilMs.set(source, this.#clock.monotonicMs() + forMs);
    const [oldest] = this.#untilMs.size > MAX_THROTTLED_SOURCES ? this.#untilMs.keys() : [];
    if (oldest !== undefined) this.#untilMs.delete(oldest);
  }

  /** Whether a source may begin a handshake now; takes from its share. */
  admits(source: string): boolean {
    const untilMs = this.#untilMs.get(source);
    if (untilMs === undefined) return true;
    if (this.#clock.monotonicMs() < untilMs) return this.#buckets.take(source);
    this.#untilMs.delete(source);
    return true;
  }
}
