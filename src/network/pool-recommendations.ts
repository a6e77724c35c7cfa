import type { PoolFigures, PoolTierName } from './pool-figures.ts';
import type { PoolStats } from './pool-stats.ts';

/** A change of the configuration that the figures speak for. */
export interface PoolRecommendation {
  /** The setting of {@link MemoryPoolConfig}, such as `large.maxRetainedBytes`; undefined where the program is at fault. */
  readonly setting: string | undefined;
  readonly present: number | undefined;
  readonly proposed: number | undefined;
  /** One sentence of why. */
  readonly reason: string;
}

/** Fewer requests say nothing yet. */
const MIN_REQUESTS = 1000;
/** Less than this share of the requests is not worth a change. */
const WORTH_A_CHANGE = 0.01;
/** More than this share of the bytes for nothing is. */
const MUCH_WASTE = 0.5;
/** Buffers are sized in steps of this. */
const SIZE_STEP = 1024;
/** What a pool should not hold for reuse: a buffer as large as this is cheap to make beside what is done with it. */
const LARGEST_SENSIBLE_BYTES = 16 * 1024 * 1024;
const TIERS: readonly PoolTierName[] = ['small', 'medium', 'large'];

/** What the figures of a pool say about its configuration. Each is a function of counters: applied, it can be seen to help. */
export function poolRecommendations(figures: PoolFigures): readonly PoolRecommendation[] {
  return [
    ...TIERS.flatMap((tier) => [...retention(tier, figures), ...waste(tier, figures)]),
    ...oversize(figures),
    ...limit(figures),
    ...leaks(figures),
  ];
}

/** Buffers that come back are let go for the limit, and made again soon after. */
function retention(tier: PoolTierName, { tiers, limits }: PoolFigures): readonly PoolRecommendation[] {
  const { hits, misses, discardedAtLimit, highWaterMark, bufferBytes } = tiers[tier];
  const requests = hits + misses;
  const avoidable = Math.min(misses, discardedAtLimit);
  if (requests < MIN_REQUESTS || avoidable < WORTH_A_CHANGE * requests) return [];
  return [
    {
      setting: `${tier}.maxRetainedBytes`,
      present: limits[tier].maxRetainedBytes,
      proposed: highWaterMark * bufferBytes,
      reason: `${avoidable} of ${requests} requests allocated what the limit had let go before.`,
    },
  ];
}

/** Nearly all requests would fit a much smaller buffer. */
function waste(tier: PoolTierName, { tiers }: PoolFigures): readonly PoolRecommendation[] {
  const { hits, misses, bufferBytes, wasteRatio, p99RequestBytes } = tiers[tier];
  const proposed = stepped(p99RequestBytes);
  if (hits + misses < MIN_REQUESTS || wasteRatio < MUCH_WASTE || proposed > bufferBytes / 2) return [];
  if (proposed <= sizeBelow(tier, tiers)) return [];
  return [
    {
      setting: `${tier}.bufferBytes`,
      present: bufferBytes,
      proposed,
      reason: `99 % of the requests ask for ${p99RequestBytes} bytes at most; ${percent(wasteRatio)} of what is handed out is not used.`,
    },
  ];
}

function oversize({ tiers, oversize: beyond }: PoolFigures): readonly PoolRecommendation[] {
  const { requests, p99RequestBytes } = beyond;
  const all = requests + TIERS.reduce((total, tier) => total + tiers[tier].hits + tiers[tier].misses, 0);
  if (all < MIN_REQUESTS || requests < WORTH_A_CHANGE * all || p99RequestBytes > LARGEST_SENSIBLE_BYTES) return [];
  return [
    {
      setting: 'large.bufferBytes',
      present: tiers.large.bufferBytes,
      proposed: stepped(p99RequestBytes),
      reason: `${percent(requests / all)} of the requests are larger than every tier and allocated each time.`,
    },
  ];
}

function limit({ refusals, limitBytes, tiers }: PoolFigures): readonly PoolRecommendation[] {
  if (refusals === 0) return [];
  const most = TIERS.reduce((total, tier) => total + tiers[tier].highWaterMark * tiers[tier].bufferBytes, 0);
  return [
    {
      setting: 'maxBytes',
      present: limitBytes,
      proposed: Math.max(2 * limitBytes, most),
      reason: `${refusals} requests were refused because the pool owned all it may.`,
    },
  ];
}

function leaks({ tiers, oversize: beyond }: PoolFigures): readonly PoolRecommendation[] {
  const leaked = beyond.leaked + TIERS.reduce((total, tier) => total + tiers[tier].leaked, 0);
  if (leaked === 0) return [];
  const reason = `${leaked} buffers were never given back; debug mode tells who acquired them.`;
  return [{ setting: undefined, present: undefined, proposed: undefined, reason }];
}

function sizeBelow(tier: PoolTierName, tiers: Readonly<Record<PoolTierName, PoolStats>>): number {
  const below = TIERS[TIERS.indexOf(tier) - 1];
  return below === undefined ? 0 : tiers[below].bufferBytes;
}

function stepped(bytes: number): number {
  return Math.ceil(bytes / SIZE_STEP) * SIZE_STEP;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
