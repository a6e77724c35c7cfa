import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { PoolSlot } from '../../src/network/pool-lease.ts';
import { PoolTier, type PoolTierConfig } from '../../src/network/pool-tier.ts';
import { emptyTier } from './pool-sample.ts';

const seed = Number(process.env['SEED'] ?? 20_260_102);

function makeTier(config: PoolTierConfig, letGo: PoolSlot[] = []): PoolTier {
  return new PoolTier(config, {
    allocate: (tier) => newSlot(tier),
    letGo: (slot) => letGo.push(slot),
  });
}

function newSlot(tier: PoolTier): PoolSlot {
  const { bufferBytes: bytes } = tier;
  return { buffer: new Uint8Array(bytes), lease: { tier, bytes, inUse: false, isSecret: false, trace: undefined } };
}

function takeMany(tier: PoolTier, count: number): PoolSlot[] {
  return Array.from({ length: count }, () => tier.take(5));
}

describe('pool tier', () => {
  test('figures before anything happened are zero, not NaN', () => {
    assert.deepEqual(makeTier({ bufferBytes: 4096, maxRetainedBytes: 100 }).stats(), emptyTier);
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

  test('trimming lets go of half of what three stretches had no need of, the oldest first', () => {
    const letGo: PoolSlot[] = [];
    const tier = makeTier({ bufferBytes: 10, maxRetainedBytes: 1000 }, letGo);
    const slots = takeMany(tier, 8);
    for (const slot of slots) tier.putBack(slot);
    assert.deepEqual([tier.trim(), tier.trim(), tier.trim()], [0, 0, 0]);
    assert.equal(tier.trim(), 40);
    assert.deepEqual(letGo, slots.slice(0, 4));
    assert.deepEqual([tier.stats().retained, tier.stats().target], [4, 4]);
  });

  test('a tier in use trims itself by counting releases', () => {
    const tier = makeTier({ bufferBytes: 10, maxRetainedBytes: 1000 });
    for (const slot of takeMany(tier, 50)) tier.putBack(slot);
    assert.equal(tier.stats().retained, 50);
    for (let turn = 0; turn < 24 * 4096; turn++) tier.putBack(tier.take(5));
    assert.equal(tier.stats().retained, 1);
    assert.equal(tier.stats().misses, 50);
  });

  test('what the limit lets go and what demand lets go are told apart', () => {
    const tier = makeTier({ bufferBytes: 10, maxRetainedBytes: 30 });
    for (const slot of takeMany(tier, 5)) tier.putBack(slot);
    assert.equal(tier.shed(15), 20);
    assert.deepEqual([tier.stats().discardedAtLimit, tier.stats().discarded, tier.stats().retained], [2, 4, 1]);
    assert.equal(tier.shed(1000), 10);
    assert.equal(tier.shed(1000), 0);
  });

  test('another limit holds at once, in both directions', () => {
    const letGo: PoolSlot[] = [];
    const tier = makeTier({ bufferBytes: 10, maxRetainedBytes: 40 }, letGo);
    for (const slot of takeMany(tier, 4)) tier.putBack(slot);
    tier.retainUpTo(25);
    assert.deepEqual([tier.retainedBytes, letGo.length, tier.config.maxRetainedBytes], [20, 2, 25]);
    tier.retainUpTo(60);
    for (const slot of takeMany(tier, 8)) tier.putBack(slot);
    assert.deepEqual([tier.retainedBytes, letGo.length], [60, 4]);
  });

  test('waste is what was handed out and not asked for', () => {
    const tier = makeTier({ bufferBytes: 100, maxRetainedBytes: 1000 });
    for (const bytes of [100, 50, 0]) tier.take(bytes);
    assert.equal(tier.stats().requestedBytes, 150);
    assert.equal(tier.stats().wasteRatio, 0.5);
  });

  test('a lost buffer is out no longer', () => {
    const tier = makeTier({ bufferBytes: 10, maxRetainedBytes: 1000 });
    takeMany(tier, 3);
    tier.noteLost();
    assert.deepEqual([tier.stats().inUse, tier.stats().leaked, tier.stats().highWaterMark], [2, 1, 3]);
  });

  test('where no memory is to be had, nothing is counted', () => {
    const tier = new PoolTier(
      { bufferBytes: 4096, maxRetainedBytes: 100 },
      {
        allocate: () => {
          throw new RangeError('no memory');
        },
        letGo: () => assert.fail('there is nothing to let go'),
      },
    );
    assert.throws(() => tier.take(10), RangeError);
    assert.deepEqual(tier.stats(), emptyTier);
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
            const slot = tier.take(5);
            if (expected !== undefined) {
              hits += 1;
              assert.equal(slot, expected);
            }
            assert.ok(slot.lease.inUse && !out.includes(slot));
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
