import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { systemClock } from '../../src/base/index.ts';
import { AcquireTimer } from '../../src/network/acquire-timer.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';

describe('the timer of acquisitions', () => {
  test('takes the first request and then one in 61', () => {
    const timer = new AcquireTimer(new SimulatedTime());
    const due = Array.from({ length: 200 }, () => timer.isDue());
    assert.deepEqual(
      due.flatMap((isDue, index) => (isDue ? [index] : [])),
      [0, 61, 122, 183],
    );
  });

  test('says nothing before the first sample', () => {
    assert.equal(new AcquireTimer(new SimulatedTime()).quantileUs(0.99), undefined);
  });

  test('tells quantiles to an eighth of a doubling, from above', () => {
    const timer = new AcquireTimer(new SimulatedTime());
    for (let nanoseconds = 1; nanoseconds <= 10_000; nanoseconds++) timer.add(nanoseconds);
    for (const share of [0.01, 0.5, 0.99, 1]) {
      const exactUs = (share * 10_000) / 1000;
      const toldUs = timer.quantileUs(share) ?? 0;
      assert.ok(toldUs >= exactUs && toldUs <= exactUs * 2 ** (2 / 8), `${toldUs} for ${exactUs}`);
    }
  });

  test('holds samples of nothing and of hours', () => {
    const timer = new AcquireTimer(new SimulatedTime());
    timer.add(0);
    timer.add(3.6e12);
    assert.ok((timer.quantileUs(0.5) ?? 0) < 0.002);
    assert.ok((timer.quantileUs(1) ?? 0) > 2_000_000);
  });

  test('measures by the clock, and gives what was made', () => {
    let nowMs = 5;
    const timer = new AcquireTimer({ ...systemClock, monotonicMs: () => nowMs });
    const made = timer.timed(() => {
      nowMs += 0.25;
      return 'buffer';
    });
    assert.equal(made, 'buffer');
    const toldUs = timer.quantileUs(1) ?? 0;
    assert.ok(toldUs >= 250 && toldUs < 275, `${toldUs}`);
  });
});
