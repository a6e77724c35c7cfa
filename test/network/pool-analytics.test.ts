import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { poolAnalytics } from '../../src/network/pool-analytics.ts';
import { emptyFigures, emptyTier } from './pool-sample.ts';

describe('analytics of a pool', () => {
  test('are figures of all tiers together', () => {
    const small = { ...emptyTier, hits: 90, misses: 10, released: 100, leaked: 1, requestedBytes: 100 * 2048 };
    const analytics = poolAnalytics({
      ...emptyFigures,
      tiers: { ...emptyFigures.tiers, small },
      oversize: { ...emptyFigures.oversize, leaked: 2 },
    });
    assert.deepEqual(
      [analytics.requests, analytics.hitRatio, analytics.reuseRatio, analytics.wasteRatio, analytics.leaked],
      [100, 0.9, 0.9, 0.5, 3],
    );
  });

  test('are 0 before anything happened, not NaN', () => {
    const { requests, hitRatio, reuseRatio, wasteRatio } = poolAnalytics(emptyFigures);
    assert.deepEqual([requests, hitRatio, reuseRatio, wasteRatio], [0, 0, 0, 0]);
  });
});
