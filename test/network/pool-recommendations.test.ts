import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PoolFigures } from '../../src/network/pool-figures.ts';
import { poolRecommendations } from '../../src/network/pool-recommendations.ts';
import type { PoolStats } from '../../src/network/pool-stats.ts';
import { emptyTier, emptyFigures as figures } from './pool-sample.ts';

function withSmall(small: Partial<PoolStats>): PoolFigures {
  return { ...figures, tiers: { ...figures.tiers, small: { ...emptyTier, ...small } } };
}

function settingsFor(given: PoolFigures): readonly (string | undefined)[] {
  return poolRecommendations(given).map(({ setting }) => setting);
}

describe('recommendations for a pool', () => {
  test('a pool that did nothing, or too little to tell, gets none', () => {
    assert.deepEqual(poolRecommendations(figures), []);
    assert.deepEqual(settingsFor(withSmall({ misses: 999, discardedAtLimit: 999, highWaterMark: 30 })), []);
  });

  test('a limit that lets go what is made again should hold the highest demand', () => {
    const busy = withSmall({ hits: 900, misses: 100, discardedAtLimit: 80, highWaterMark: 30 });
    const [found] = poolRecommendations(busy);
    assert.deepEqual([found?.setting, found?.present, found?.proposed], ['small.maxRetainedBytes', 40_960, 30 * 4096]);
    assert.match(found?.reason ?? '', /^80 of 1000 requests/u);
    assert.deepEqual(settingsFor(withSmall({ hits: 991, misses: 9, discardedAtLimit: 80 })), []);
  });

  test('much smaller requests than buffers ask for smaller ones, above the tier below', () => {
    const wasteful = { hits: 2000, wasteRatio: 0.8, p99RequestBytes: 900 };
    assert.deepEqual(settingsFor(withSmall(wasteful)), ['small.bufferBytes']);
    assert.deepEqual(settingsFor(withSmall({ ...wasteful, wasteRatio: 0.4 })), []);
    const inMedium = { ...figures.tiers.medium, ...wasteful, p99RequestBytes: 4000 };
    assert.deepEqual(settingsFor({ ...figures, tiers: { ...figures.tiers, medium: inMedium } }), []);
  });

  test('requests beyond every tier ask for a larger one, but not for one without measure', () => {
    const busy = withSmall({ hits: 900 });
    const beyond = { requests: 100, inUse: 0, leaked: 0, p99RequestBytes: 2_000_000 };
    assert.deepEqual(poolRecommendations({ ...busy, oversize: beyond })[0]?.proposed, 2_000_896);
    assert.deepEqual(settingsFor({ ...busy, oversize: { ...beyond, p99RequestBytes: 2 ** 30 } }), []);
  });

  test('refusals ask for a higher limit, leaks for a look at the program', () => {
    const refused = { ...withSmall({ highWaterMark: 100, leaked: 2 }), refusals: 3, limitBytes: 1000 };
    assert.deepEqual(settingsFor(refused), ['maxBytes', undefined]);
    assert.equal(poolRecommendations(refused)[0]?.proposed, 409_600);
    assert.match(poolRecommendations(refused)[1]?.reason ?? '', /^2 buffers were never given back/u);
  });
});
