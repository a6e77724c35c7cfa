import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { TokenBuckets } from '../../src/network/token-buckets.ts';
import { ManualClock } from '../client/manual-clock.ts';

const seed = Number(process.env['SEED'] ?? 20_261_130);
const LIMITS = { perSecond: 20, burst: 5, sources: 1000 };

function taken(buckets: TokenBuckets, source: string, tries: number): number {
  return Array.from({ length: tries }, () => buckets.take(source)).filter(Boolean).length;
}

describe('token buckets', () => {
  test('give a burst, then so many a second', () => {
    const clock = new ManualClock();
    const buckets = new TokenBuckets(clock, LIMITS);
    assert.equal(taken(buckets, 'a', 100), 5);
    clock.advance(49);
    assert.equal(taken(buckets, 'a', 100), 0);
    clock.advance(1);
    assert.equal(taken(buckets, 'a', 100), 1);
    clock.advance(100);
    assert.equal(taken(buckets, 'a', 100), 2);
    clock.advance(3_600_000);
    assert.equal(taken(buckets, 'a', 100), 5);
  });

  test('are one for each source', () => {
    const buckets = new TokenBuckets(new ManualClock(), LIMITS);
    assert.equal(taken(buckets, 'a', 100), 5);
    assert.equal(taken(buckets, 'b', 100), 5);
  });

  test('of sources that must be full again are forgotten', () => {
    const clock = new ManualClock();
    const buckets = new TokenBuckets(clock, LIMITS);
    for (let index = 0; index < 100; index++) buckets.take(`source ${index}`);
    assert.equal(buckets.size, 100);
    clock.advance(250);
    buckets.take('another');
    assert.equal(buckets.size, 1);
  });

  test('never remember more sources than allowed: the one quiet longest goes', () => {
    const buckets = new TokenBuckets(new ManualClock(), { ...LIMITS, sources: 3 });
    for (const source of ['a', 'b', 'c']) assert.equal(taken(buckets, source, 9), 5);
    buckets.take('a');
    buckets.take('d');
    assert.equal(buckets.size, 3);
    assert.equal(buckets.take('a'), false, 'a was not quiet longest');
    assert.equal(buckets.take('b'), true, 'b was forgotten');
  });

  test(`let through no more than the burst and the rate, over any times (seed ${seed})`, () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(pauses, (pausesMs) => {
        const clock = new ManualClock();
        const buckets = new TokenBuckets(clock, LIMITS);
        const takenMs: number[] = [];
        for (const pauseMs of pausesMs) {
          clock.advance(pauseMs);
          while (buckets.take('a')) takenMs.push(clock.monotonicMs());
        }
        for (const [from, fromMs] of takenMs.entries()) {
          for (const [to, toMs] of takenMs.entries()) {
            if (to < from) continue;
            const allowed = LIMITS.burst + ((toMs - fromMs) * LIMITS.perSecond) / 1000;
            assert.ok(to - from + 1 <= allowed + 1e-9, `${to - from + 1} in ${toMs - fromMs} ms`);
          }
        }
      }),
      { seed, numRuns: 200 },
    );
  });
});
