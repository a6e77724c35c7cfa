import { type PoolStats, ratioOf } from './pool-stats.ts';

/** Figures of the same tier in several pools, such as those of worker threads, as one. */
export function combinedPoolStats(parts: readonly [PoolStats, ...PoolStats[]]): PoolStats {
  const sum = (of: (part: PoolStats) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const most = (of: (part: PoolStats) => number): number => Math.max(...parts.map(of));
  const hits = sum((part) => part.hits);
  const misses = sum((part) => part.misses);
  const released = sum((part) => part.released);
  const requestedBytes = sum((part) => part.requestedBytes);
  const handedOut = sum((part) => (part.hits + part.misses) * part.bufferBytes);
  return {
    bufferBytes: most((part) => part.bufferBytes),
    hits,
    misses,
    hitRatio: ratioOf(hits, hits + misses),
    reuseRatio: ratioOf(hits, released),
    released,
    discarded: sum((part) => part.discarded),
    discardedAtLimit: sum((part) => part.discardedAtLimit),
    leaked: sum((part) => part.leaked),
    inUse: sum((part) => part.inUse),
    // They need not have come together: this is what was out at most.
    highWaterMark: sum((part) => part.highWaterMark),
    target: sum((part) => part.target),
    retained: sum((part) => part.retained),
    retainedBytes: sum((part) => part.retainedBytes),
    requestedBytes,
    wasteRatio: ratioOf(handedOut - requestedBytes, handedOut),
    p99RequestBytes: most((part) => part.p99RequestBytes),
  };
}
