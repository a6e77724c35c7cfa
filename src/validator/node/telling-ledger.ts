import type { Clock } from '../../base/index.ts';
import { type KnownItem, keyOf } from './known-summary.ts';
import type { NodeTimes } from './node-times.ts';

/** Bytes that one peer is told again in the time between two repetitions. */
export const MAX_TOLD_BYTES = 262_144;
/** So much longer than the first wait the last one is. */
const LONGEST_WAIT = 64;

interface Told {
  readonly item: KnownItem;
  againMs: number;
  waitMs: number;
}

interface PeerPage {
  readonly told: Map<string, Told>;
  readonly askedMs: Map<boolean, number>;
  toldAllMs: number;
  budgetFromMs: number;
  bytes: number;
}

/** What each peer was told when: the same thing to the same peer in growing intervals, and only so many bytes in each. docs/adr/0151 */
export class TellingLedger {
  readonly #clock: Clock;
  readonly #times: Pick<NodeTimes, 'relayMs' | 'repeatMs'>;
  readonly #pages = new Map<string, PeerPage>();

  constructor(clock: Clock, times: Pick<NodeTimes, 'relayMs' | 'repeatMs'>) {
    this.#clock = clock;
    this.#times = times;
  }

  /** Whether a peer may be told this now; if so, it counts as told. */
  mayTell(peer: string, item: KnownItem, bytes: number): boolean {
    const now = this.#clock.monotonicMs();
    const page = this.#pageOf(peer, now);
    const before = page.told.get(keyOf(item));
    if ((before !== undefined && now < before.againMs) || !this.#affords(page, bytes, now)) return false;
    const waitMs = Math.min(2 * (before?.waitMs ?? this.#times.repeatMs / 2), LONGEST_WAIT * this.#times.repeatMs);
    page.told.set(keyOf(item), { item, againMs: now + waitMs, waitMs });
    return true;
  }

  /** Whether a peer may be asked now for what it has, of the statements or of the pool. */
  mayAsk(peer: string, isOfPool: boolean): boolean {
    const now = this.#clock.monotonicMs();
    const { askedMs } = this.#pageOf(peer, now);
    const last = askedMs.get(isOfPool);
    if (last !== undefined && now < last + this.#times.relayMs) return false;
    askedMs.set(isOfPool, now);
    return true;
  }

  /** Another height has begun. Proposals and ballots are forgotten when nobody has lacked them for long. */
  forgetStatements(): void {
    const now = this.#clock.monotonicMs();
    for (const { told } of this.#pages.values()) {
      for (const [key, { item, againMs, waitMs }] of told) {
        if (item.content.type === 'consensus' || now > againMs + 2 * waitMs) told.delete(key);
      }
    }
  }

  /** Whether a peer may be told everything now; if so, it counts as told. */
  mayTellAll(peer: string): boolean {
    const now = this.#clock.monotonicMs();
    const page = this.#pageOf(peer, now);
    if (now < page.toldAllMs + this.#times.repeatMs) return false;
    page.toldAllMs = now;
    return true;
  }

  /** One thing always goes, however long it is. */
  #affords(page: PeerPage, bytes: number, now: number): boolean {
    if (now >= page.budgetFromMs + this.#times.repeatMs) Object.assign(page, { budgetFromMs: now, bytes: 0 });
    if (page.bytes > 0 && page.bytes + bytes > MAX_TOLD_BYTES) return false;
    page.bytes += bytes;
    return true;
  }

  #pageOf(peer: string, now: number): PeerPage {
    const page = this.#pages.get(peer) ?? {
      told: new Map(),
      askedMs: new Map(),
      toldAllMs: Number.NEGATIVE_INFINITY,
      budgetFromMs: now,
      bytes: 0,
    };
    this.#pages.set(peer, page);
    return page;
  }
}
