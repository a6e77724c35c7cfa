import type { Clock } from '../base/index.ts';
import type { LeaseTrace, PoolLease } from './pool-lease.ts';

/** Buffers that came from one place in the program. */
export interface LeaseGroup {
  /** Who called `acquire`, innermost first. */
  readonly stack: string;
  readonly count: number;
  readonly bytes: number;
  /** How long the oldest of them has been out; 0 for those that are garbage. */
  readonly oldestMs: number;
}

/** The title, the ledger and the method of the pool: what is above them is the program. */
const FRAMES_OF_POOL = 3;

/** In debug mode: which buffers are out, who has them and since when, and who lost some. */
export class LeaseLedger {
  readonly #clock: Clock;
  readonly #out = new Set<PoolLease>();
  readonly #lost: PoolLease[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Where the program is now: the callers of whoever calls this. */
  traceHere(): LeaseTrace {
    const trace: { stack?: string } = {};
    Error.captureStackTrace(trace);
    const frames = (trace.stack ?? '').split('\n').slice(FRAMES_OF_POOL);
    return { stack: frames.map((frame) => frame.trim()).join('\n'), atMs: this.#clock.monotonicMs() };
  }

  noteOut(lease: PoolLease): void {
    this.#out.add(lease);
  }

  noteBack(lease: PoolLease): void {
    this.#out.delete(lease);
  }

  noteLost(lease: PoolLease): void {
    this.#out.delete(lease);
    this.#lost.push(lease);
  }

  /** Buffers that are out, the place with the most bytes first. */
  outstanding(): readonly LeaseGroup[] {
    const nowMs = this.#clock.monotonicMs();
    return grouped([...this.#out], ({ atMs }) => nowMs - atMs);
  }

  /** Buffers that became garbage before they were given back. */
  lost(): readonly LeaseGroup[] {
    return grouped(this.#lost, () => 0);
  }
}

function grouped(leases: readonly PoolLease[], ageOf: (trace: LeaseTrace) => number): readonly LeaseGroup[] {
  const groups = new Map<string, LeaseGroup>();
  for (const { trace, bytes } of leases) {
    if (trace === undefined) continue;
    const { stack } = trace;
    const before = groups.get(stack) ?? { stack, count: 0, bytes: 0, oldestMs: 0 };
    groups.set(stack, {
      stack,
      count: before.count + 1,
      bytes: before.bytes + bytes,
      oldestMs: Math.max(before.oldestMs, ageOf(trace)),
    });
  }
  return [...groups.values()].toSorted((first, second) => second.bytes - first.bytes);
}
