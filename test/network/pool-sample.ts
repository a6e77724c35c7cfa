import type { PoolFigures } from '../../src/network/pool-figures.ts';
import type { PoolStats } from '../../src/network/pool-stats.ts';

/** Figures of a tier that nothing has happened to. */
export const emptyTier: PoolStats = {
  bufferBytes: 4096,
  hits: 0,
  misses: 0,
  hitRatio: 0,
  reuseRatio: 0,
  released: 0,
  discarded: 0,
  discardedAtLimit: 0,
  leaked: 0,
  inUse: 0,
  highWaterMark: 0,
  target: 0,
  retained: 0,
  retainedBytes: 0,
  requestedBytes: 0,
  wasteRatio: 0,
  p99RequestBytes: 0,
};

const large = { ...emptyTier, bufferBytes: 1_049_600 };
const limit = { bufferBytes: 4096, maxRetainedBytes: 40_960 };
/** Figures of a pool that nothing has happened to. */
export const emptyFigures: PoolFigures = {
  tiers: { small: emptyTier, medium: { ...emptyTier, bufferBytes: 66_560 }, large },
  limits: { small: limit, medium: { ...limit, bufferBytes: 66_560 }, large: { ...limit, bufferBytes: 1_049_600 } },
  oversize: { requests: 0, inUse: 0, leaked: 0, p99RequestBytes: 0 },
  ownedBytes: 0,
  limitBytes: Number.POSITIVE_INFINITY,
  refusals: 0,
  acquireP50Us: undefined,
  acquireP99Us: undefined,
};
