import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type PoolSlot, PoolTier, type PoolTierConfig } from '../../src/network/pool-tier.ts';

const seed = Number(process.env['SEED'] ?? 20_260_102);

function makeTier(config: PoolTierConfig): PoolTier {
  return new PoolTier(config, (tier) => ({ bytes: new Uint8Array(tier.bufferBytes), tier, inUse: true }));
}

function takeMany(tier: PoolTier, count: number): PoolSlot[] {
  return Array.from({ length: count }, () => tier.take());
}

describe('pool tier', () => {
  test('figures before anything happened are zero, not NaN', () => {
    assert.deepEqual(makeTier({ bufferBytes: 10, maxRetainedBytes: 100 }).stats(), {
      bufferBytes: 10,
      hits: 0,
      misses: 0,
      hitRatio: 0,
      reuseRatio: 0,
      discarded: 0,
      inUse: 0,
      highWaterMark: 0,
      retained: 0,
      retainedBytes: 0,
    });
  });

  test('a tier keeps no more bytes than it may', () => {
    const tier = makeTier({ bufferBytes: 10, maxRetainedBytes: 35 });
    for (const slot of takeMany(tier, 5)) tier.putBack(slot);
    assert.equal(tier.stats().retained, 3);
    assert.equal(tier.stats().retainedBytes, 30);
    assert.equal(tier.stats().discarded, 2);
  });

  test('hits, misses, reuse and the high-water mark follow a hand-made history', () => {
    const tier = makeTier({ bufferBytes: 10, maxRetainedBytes: 1000 });
    const [first, second] = takeMany(tier, 2);
    assert.ok(first !== undefined && second !== undefined);
    tier.putBack(first);
    tier.putBack(second);
    takeMany(tier, 3);
    const stats = tier.stats();
    assert.equal(stats.hits, 2);
    assert.equal(stats.misses, 3);
    assert.equal(stats.hitRatio, 2 / 5);
    assert.equal(stats.reuseRatio, 1);
    assert.equal(stats.inUse, 3);
    assert.equal(stats.highWaterMark, 3);
    assert.equal(stats.retained, 0);
  });

  test('trimming keeps what the last two stretches needed', () => {
    const tier = makeTier({ bufferBytes: 10, maxRetainedBytes: 1000 });
    for (const slot of takeMany(tier, 8)) tier.putBack(slot);
    assert.equal(tier.trim(), 0);
    for (const slot of takeMany(tier, 2)) tier.putBack(slot);
    assert.equal(tier.trim(), 0);
    for (const slot of takeMany(tier, 2)) tier.putBack(slot);
    assert.equal(tier.trim(), 60);
    assert.equal(tier.stats().retained, 2);
  });

  test('a tier in use trims itself by counting releases', () => {
    const tier = makeTier({ bufferBytes: 10, maxRetainedBytes: 1000 });
    for (const slot of takeMany(tier, 50)) tier.putBack(slot);
    assert.equal(tier.stats().retained, 50);
    for (let turn = 0; turn < 3 * 4096; turn++) tier.putBack(tier.take());
    assert.equal(tier.stats().retained, 1);
    assert.equal(tier.stats().misses, 50);
  });

  test(`a tier agrees with a plain model under random use (seed ${seed})`, () => {
    const steps = fc.array(fc.oneof(fc.constant('take' as const), fc.nat(20)), { maxLength: 300 });
    fc.assert(
      fc.property(steps, (history) => {
        const tier = makeTier({ bufferBytes: 10, maxRetainedBytes: 50 });
        const out: PoolSlot[] = [];
        const kept: PoolSlot[] = [];
        let hits = 0;
        let peak = 0;
        for (const step of history) {
          if (step === 'take') {
            const expected = kept.pop();
            const slot = tier.take();
            if (expected !== undefined) {
              hits += 1;
              assert.equal(slot, expected);
            }
            assert.ok(slot.inUse && !out.includes(slot));
            out.push(slot);
            peak = Math.max(peak, out.length);
          } else {
            const [slot] = out.splice(step % Math.max(out.length, 1), 1);
            if (slot === undefined) continue;
            tier.putBack(slot);
            if (kept.length < 5) kept.push(slot);
          }
        }
        const stats = tier.stats();
        assert.deepEqual(
          [stats.hits, stats.inUse, stats.retained, stats.highWaterMark],
          [hits, out.length, kept.length, peak],
        );
      }),
      { seed },
    );
  });

  test('a tier without a length or with a negative bound is a programming error', () => {
    assert.throws(() => makeTier({ bufferBytes: 0, maxRetainedBytes: 10 }), { code: 'ASSERTION_FAILED' });
    assert.throws(() => makeTier({ bufferBytes: 1.5, maxRetainedBytes: 10 }), { code: 'ASSERTION_FAILED' });
    assert.throws(() => makeTier({ bufferBytes: 10, maxRetainedBytes: -1 }), { code: 'ASSERTION_FAILED' });
  });
});
