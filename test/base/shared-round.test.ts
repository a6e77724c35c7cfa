import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SharedRound } from '../../src/base/index.ts';
import { ManualClock } from '../client/manual-clock.ts';

describe('a shared round', () => {
  test('calls all that have joined by one timer, which is there only while somebody is', () => {
    const clock = new ManualClock();
    const called: string[] = [];
    const leave = ['a', 'b', 'c'].map((name) => SharedRound.of(clock, 1000).join(() => called.push(name)));
    assert.equal(clock.pendingCalls, 1);
    clock.advance(999);
    assert.equal(called.length, 0);
    clock.advance(1);
    assert.deepEqual(called, ['a', 'b', 'c']);
    leave[1]?.();
    clock.advance(1000);
    assert.deepEqual(called, ['a', 'b', 'c', 'a', 'c']);
    leave[0]?.();
    leave[2]?.();
    assert.equal(clock.pendingCalls, 0);
    SharedRound.of(clock, 1000).join(() => called.push('again'));
    clock.advance(1000);
    assert.deepEqual(called.slice(5), ['again']);
  });

  test('comes at multiples of its length, and not twice for a timer that comes too early', () => {
    const clock = new ManualClock();
    const calledAtMs: number[] = [];
    clock.advance(2500);
    for (const everyMs of [1000, 2000]) SharedRound.of(clock, everyMs).join(() => calledAtMs.push(clock.monotonicMs()));
    for (let step = 0; step < 9; step += 1) clock.advance(500);
    assert.deepEqual(calledAtMs, [4000, 4000, 5000, 6000, 6000, 7000, 8000, 8000]);
    const early = new ManualClock();
    const schedule = early.schedule.bind(early);
    early.schedule = (delayMs, callback) => schedule(delayMs - 1, callback);
    let calls = 0;
    SharedRound.of(early, 1000).join(() => {
      calls += 1;
    });
    early.advance(999);
    assert.equal(calls, 1);
    early.advance(2);
    early.advance(2);
    assert.equal(calls, 1);
    early.advance(1000);
    assert.equal(calls, 2);
  });

  test('is another one for another clock and for another time', () => {
    const [one, other] = [new ManualClock(), new ManualClock()];
    const called: string[] = [];
    SharedRound.of(one, 1000).join(() => called.push('one'));
    SharedRound.of(one, 2000).join(() => called.push('slow'));
    SharedRound.of(other, 1000).join(() => called.push('other'));
    assert.deepEqual([one.pendingCalls, other.pendingCalls], [2, 1]);
    other.advance(1000);
    one.advance(1000);
    one.advance(1000);
    assert.deepEqual(called, ['other', 'one', 'slow', 'one']);
  });

  test('calls nobody who leaves meanwhile, and whoever joins meanwhile only at the next', () => {
    const clock = new ManualClock();
    const round = SharedRound.of(clock, 1000);
    const called: string[] = [];
    const leaving: (() => void)[] = [];
    round.join(() => {
      called.push('first');
      leaving.pop()?.();
      if (called.length === 1) round.join(() => called.push('late'));
    });
    leaving.push(round.join(() => called.push('second')));
    clock.advance(1000);
    assert.deepEqual(called, ['first']);
    clock.advance(1000);
    assert.deepEqual(called, ['first', 'first', 'late']);
  });

  test('calls the others when one throws, who does so by itself', () => {
    const clock = new ManualClock();
    const called: string[] = [];
    const failure = new Error('of one');
    SharedRound.of(clock, 1000).join(() => {
      throw failure;
    });
    SharedRound.of(clock, 1000).join(() => called.push('other'));
    clock.advance(1000);
    assert.deepEqual(called, ['other']);
    assert.throws(
      () => clock.advance(0),
      (error) => error === failure,
    );
    clock.advance(1000 - 1);
    assert.equal(called.length, 1);
  });
});
