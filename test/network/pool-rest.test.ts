import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PoolRest } from '../../src/network/pool-rest.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';

describe('the rest of a pool', () => {
  test('stretches end at every tenth second from the first use on, and one after the last', async () => {
    const time = new SimulatedTime();
    const ends: number[] = [];
    const rest = new PoolRest(time, () => {
      ends.push(time.monotonicMs());
      return false;
    });
    for (const atMs of [3000, 4000, 14_000]) time.schedule(atMs, () => rest.noteUse());
    assert.equal(await time.run(() => false, 3_600_000), 'idle');
    assert.deepEqual(ends, [10_000, 20_000, 30_000]);
  });

  test('it goes on while there is something to let go', async () => {
    const time = new SimulatedTime();
    let left = 5;
    const rest = new PoolRest(time, () => {
      left -= 1;
      return left > 0;
    });
    rest.noteUse();
    assert.equal(await time.run(() => false, 3_600_000), 'idle');
    assert.equal(left, 0);
  });
});
