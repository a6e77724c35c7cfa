import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClockedRest } from '../../src/resilience/clocked-rest.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';
import { middle } from './failures.ts';

test('a rest is over when the clock that is handed in says so, and each further one is longer', async () => {
  const time = new SimulatedTime();
  const begun: number[] = [];
  const parts = {
    plan: { growth: 'exponential', firstMs: 1000, capMs: 4000, jitter: 'none' } as const,
    clock: time,
    random: middle,
    onBegin: ({ dueMs }: ClockedRest) => begun.push(dueMs),
  };
  const first = ClockedRest.begin(parts);
  assert.equal(first.duration, Number.POSITIVE_INFINITY);
  await time.settled(time.passes(999), 999);
  assert.equal(first.duration, Number.POSITIVE_INFINITY);
  await time.settled(time.passes(1), 1);
  assert.equal(first.duration, Number.NEGATIVE_INFINITY);
  const third = first.next().next();
  assert.deepEqual([third.dueMs, begun], [5000, [1000, 3000, 5000]]);
});
