import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RequestRate } from '../../../src/qkd/kme/request-rate.ts';
import { WallClock } from './kme-rig.ts';

describe('the rate of requests', () => {
  test('lets a burst through, then as many as come in time', () => {
    const clock = new WallClock();
    const rate = new RequestRate({ perSecond: 10, burst: 3 }, clock);
    const admitted = (): number => Array.from({ length: 20 }, () => rate.admit('alice')).filter(Boolean).length;
    assert.equal(admitted(), 3);
    assert.equal(admitted(), 0);
    clock.nowMs += 99;
    assert.equal(admitted(), 0);
    clock.nowMs += 1;
    assert.equal(admitted(), 1);
    clock.nowMs += 60_000;
    assert.equal(admitted(), 3);
  });

  test('counts each caller for itself', () => {
    const rate = new RequestRate({ perSecond: 1, burst: 1 }, new WallClock());
    assert.deepEqual(
      ['alice', 'alice', 'bob', 'bob'].map((caller) => rate.admit(caller)),
      [true, false, true, false],
    );
  });
});
