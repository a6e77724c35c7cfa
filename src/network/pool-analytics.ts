import type { PoolFigures } from './pool-figures.ts';
import { type PoolRecommendation, poolRecommendations } from './pool-recommendations.ts';
import { type PoolStats, ratioOf } from './pool-stats.ts';

/** All figures of a pool, of its tiers together, and what they say about its configuration. */
export interface PoolAnalytics extends PoolFigures {
  /** Requests that a tier served. */
  readonly requests: number;
  readonly hitRatio: number;
  readonly reuseRatio: number;
  readonly wasteRatio: number;
  readonly leaked: number;
  /** Changes that the figures speak for; empty when nothing does. */
  readonly recommendations: readonly PoolRecommendation[];
}

/** Brings the figures of a pool together. */
export function poolAnalytics(figures: PoolFigures): PoolAnalytics {
  const tiers = Object.values(figures.tiers);
  const sum = (of: (tier: PoolStats) => number): number => tiers.reduce((total, tier) => total + of(tier), 0);
  const hits = sum((tier) => tier.hits);
  const requests = sum((tier) => tier.hits + tier.misses);
  const handedOut = sum((tier) => (tier.hits + tier.misses) * tier.bufferBytes);
  return {
    ...figures,
    requests,
    hitRatio: ratioOf(hits, requests),
    reuseRatio: ratioOf(
      hits,
      sum((tier) => tier.released),
    ),
    wasteRatio: ratioOf(handedOut - sum((tier) => tier.requestedBytes), handedOut),
    leaked: sum((tier) => tier.leaked) + figures.oversize.leaked,
    recommendations: poolRecommendations(figures),
  };
}
