import type { Clock } from '../../base/index.ts';

const MS_PER_SECOND = 1000;

interface Limit {
  /** What a peer that has been quiet may send at once. */
  readonly burst: number;
  readonly perSecond: number;
}

/** Statements of decided heights that one peer may send at once: more than a peer that is behind has. */
export const MAX_LATE_AT_ONCE = 2048;
/** Summaries that one peer may send at once; a long one counts as several. */
export const MAX_KNOWN_AT_ONCE = 512;
/** Blocks and proofs that one peer may ask for at once. */
export const MAX_ASKS_AT_ONCE = 1024;
/** Messages that no honest peer sends, after which nothing of a peer is read for a while. */
export const MAX_BAD_AT_ONCE = 64;

/** What is counted of each peer. */
export type AllowanceKind = 'late' | 'known' | 'asks' | 'bad';

const limits: Readonly<Record<AllowanceKind, Limit>> = {
  late: { burst: MAX_LATE_AT_ONCE, perSecond: 256 },
  known: { burst: MAX_KNOWN_AT_ONCE, perSecond: 256 },
  asks: { burst: MAX_ASKS_AT_ONCE, perSecond: 256 },
  bad: { burst: MAX_BAD_AT_ONCE, perSecond: 1 },
};

/** How much each peer may still send of what costs more to take than to send. spec/decision-log §9 */
export class PeerAllowance {
  readonly #clock: Clock;
  /** When each peer would have sent all that it did, had it kept to the rate. */
  readonly #evenMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether a peer has something left. */
  has(peer: string, kind: AllowanceKind): boolean {
    const { burst, perSecond } = limits[kind];
    const aheadMs = this.#even(peer, kind) - this.#clock.monotonicMs();
    return aheadMs <= ((burst - 1) * MS_PER_SECOND) / perSecond;
  }

  /** Takes so much of what a peer has left; false, and nothing taken, if it has nothing. */
  take(peer: string, kind: AllowanceKind, count = 1): boolean {
    if (!this.has(peer, kind)) return false;
    const { perSecond } = limits[kind];
    this.#evenMs.set(`${kind} ${peer}`, this.#even(peer, kind) + (count * MS_PER_SECOND) / perSecond);
    return true;
  }

  #even(peer: string, kind: AllowanceKind): number {
    const now = this.#clock.monotonicMs();
    return Math.max(now, this.#evenMs.get(`${kind} ${peer}`) ?? now);
  }
}
