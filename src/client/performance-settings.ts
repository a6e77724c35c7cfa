import type { MemoryPool, NetworkComms } from '../network/index.ts';
import type { PerformanceSettings } from './performance-modes.ts';

const TIERS = ['small', 'medium', 'large'] as const;

/** What each tier of a pool keeps at most now. */
export function retainedBytesOf(pool: MemoryPool): PerformanceSettings['retainedBytes'] {
  const { limits } = pool.getAnalytics();
  return {
    small: limits.small.maxRetainedBytes,
    medium: limits.medium.maxRetainedBytes,
    large: limits.large.maxRetainedBytes,
  };
}

/** Puts settings into force for all channels of a network, from their next record on. */
export function applySettings(network: NetworkComms, { writing, retainedBytes }: PerformanceSettings): void {
  network.tuneWriting(writing);
  const pool = network.getMemoryPool();
  for (const tier of TIERS) pool.retainUpTo(tier, retainedBytes[tier]);
}
