import type { MemoryPool } from '../../src/network/memory-pool.ts';
import type { Chances } from '../simulation/chances.ts';

/** A stretch of seeded traffic. */
export interface TrafficPhase {
  readonly requests: number;
  /** Buffers out at once: by chance between these. */
  readonly out: readonly [least: number, most: number];
  /** What is asked for, each size as likely as its weight says. */
  readonly sizes: readonly { readonly bytes: readonly [least: number, most: number]; readonly weight: number }[];
}

/** What a phase did to a pool. */
export interface PhaseOutcome {
  readonly hitRatio: number;
  readonly retainedBytes: number;
  readonly peakRetainedBytes: number;
}

/** Sends a phase of traffic through a pool: requests come and go in random order around a number that drifts. */
export function runTraffic(pool: MemoryPool, phase: TrafficPhase, chances: Chances): PhaseOutcome {
  const before = pool.getAnalytics();
  const out: Uint8Array[] = [];
  let wanted = phase.out[0];
  let peakRetainedBytes = 0;
  for (let request = 0; request < phase.requests; request++) {
    if (request % 64 === 0) {
      wanted = chances.between(...phase.out);
      peakRetainedBytes = Math.max(peakRetainedBytes, retainedBytes(pool));
    }
    while (out.length >= wanted) releaseOne(pool, out, chances);
    out.push(pool.acquire(sizeBy(phase, chances)));
  }
  while (out.length > 0) releaseOne(pool, out, chances);
  const after = pool.getAnalytics();
  const hits = after.hitRatio * after.requests - before.hitRatio * before.requests;
  return { hitRatio: hits / (after.requests - before.requests), retainedBytes: retainedBytes(pool), peakRetainedBytes };
}

function sizeBy({ sizes }: TrafficPhase, chances: Chances): number {
  const total = sizes.reduce((sum, { weight }) => sum + weight, 0);
  let place = chances.below(total);
  for (const { bytes, weight } of sizes) {
    if (place < weight) return chances.between(...bytes);
    place -= weight;
  }
  return 0;
}

function releaseOne(pool: MemoryPool, out: Uint8Array[], chances: Chances): void {
  const [buffer] = out.splice(chances.below(out.length), 1);
  if (buffer !== undefined) pool.release(buffer);
}

function retainedBytes(pool: MemoryPool): number {
  return Object.values(pool.getStats()).reduce((sum, tier) => sum + tier.retainedBytes, 0);
}
