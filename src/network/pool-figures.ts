import type { OversizeStats, PoolStats } from './pool-stats.ts';
import type { PoolTierConfig } from './pool-tier.ts';

/** The tiers, by rising size. */
export type PoolTierName = 'small' | 'medium' | 'large';

/** What a pool has counted and how it is configured, as plain data. */
export interface PoolFigures {
  readonly tiers: Readonly<Record<PoolTierName, PoolStats>>;
  /** How the tiers are configured. */
  readonly limits: Readonly<Record<PoolTierName, PoolTierConfig>>;
  readonly oversize: OversizeStats;
  /** Bytes out and kept now. */
  readonly ownedBytes: number;
  /** What the pool may own; infinite unless one was set. */
  readonly limitBytes: number;
  /** Requests that the limit refused. */
  readonly refusals: number;
  /** Time to acquire, from one request in 61; undefined before the first. */
  readonly acquireP50Us: number | undefined;
  readonly acquireP99Us: number | undefined;
}
