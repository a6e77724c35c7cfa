import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SlidingWindow, WINDOW_STEPS } from '../../src/resilience/sliding-window.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';

/** A clock that is set by hand. */
class Hand extends SimulatedTime {
  nowMs = 0;

  override monotonicMs(): number {
    return this.nowMs;
  }
}

test('what happened within the window is counted, and forgotten step by step', () => {
  const hand = new Hand();
  const window = new SlidingWindow(12_000, hand);
  window.add();
  hand.nowMs = 6000;
  window.add(3);
  assert.deepEqual([window.total(), window.perMinute()], [4, 20]);
  hand.nowMs = 11_999;
  assert.equal(window.total(), 4);
  hand.nowMs = 12_000;
  assert.equal(window.total(), 3);
  hand.nowMs = 18_000;
  assert.equal(window.total(), 0);
  window.add();
  window.clear();
  assert.equal(window.total(), 0);
});

test('it agrees with a list of moments, whatever happens when', () => {
  const step = fc.record({ waitMs: fc.nat(20_000), count: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 12, max: 30_000 }), (steps, windowMs) => {
      const hand = new Hand();
      const window = new SlidingWindow(windowMs, hand);
      const moments: { readonly step: number; readonly count: number }[] = [];
      const stepOf = (): number => Math.floor((hand.nowMs * WINDOW_STEPS) / windowMs);
      for (const { waitMs, count } of steps) {
        hand.nowMs += waitMs;
        window.add(count);
        moments.push({ step: stepOf(), count });
        const expected = moments.filter((moment) => moment.step > stepOf() - WINDOW_STEPS);
        assert.equal(
          window.total(),
          expected.reduce((sum, moment) => sum + moment.count, 0),
        );
      }
    }),
  );
});
