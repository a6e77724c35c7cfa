import type { MetricsSink } from '../base/index.ts';
import type { PoolStats } from './pool-stats.ts';

/** Tells a sink of metrics what a pool's tiers have done since it was told last, and what they are now. */
export class PoolMeter {
  readonly #metrics: MetricsSink;
  #before: Readonly<Record<string, PoolStats>> = {};

  constructor(metrics: MetricsSink) {
    this.#metrics = metrics;
  }

  report(tiers: Readonly<Record<string, PoolStats>>): void {
    for (const [tier, stats] of Object.entries(tiers)) this.#reportTier(tier, stats);
    this.#before = tiers;
  }

  #reportTier(tier: string, stats: PoolStats): void {
    const before = this.#before[tier];
    this.#metrics.count('qforge_pool_hits_total', stats.hits - (before?.hits ?? 0), { tier });
    this.#metrics.count('qforge_pool_misses_total', stats.misses - (before?.misses ?? 0), { tier });
    this.#metrics.count('qforge_pool_discarded_total', stats.discarded - (before?.discarded ?? 0), { tier });
    this.#metrics.count('qforge_pool_leaked_total', stats.leaked - (before?.leaked ?? 0), { tier });
    this.#metrics.gauge('qforge_pool_in_use_buffers', stats.inUse, { tier });
    this.#metrics.gauge('qforge_pool_retained_bytes', stats.retainedBytes, { tier });
  }
}
