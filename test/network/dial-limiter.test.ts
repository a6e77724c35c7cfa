import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DialLimiter } from '../../src/network/dial-limiter.ts';

test('so many tasks run at once, the others in their order, and failures give their place back', async () => {
  const limiter = new DialLimiter(2);
  const begun: number[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const results = Array.from({ length: 6 }, (_, index) =>
    limiter.run(async () => {
      begun.push(index);
      const end = Promise.withResolvers<void>();
      ends[index] = end;
      await end.promise;
      return index;
    }),
  );
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  await turn();
  assert.deepEqual([begun, limiter.running, limiter.waiting], [[0, 1], 2, 4]);
  ends[1]?.reject(new TypeError('refused'));
  await assert.rejects(results[1] ?? assert.fail(), /refused/u);
  await turn();
  assert.deepEqual([begun, limiter.running], [[0, 1, 2], 2]);
  ends[0]?.resolve();
  ends[2]?.resolve();
  await turn();
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
  for (const index of [3, 4]) ends[index]?.resolve();
  await turn();
  ends[5]?.resolve();
  const settled = await Promise.allSettled(results);
  assert.deepEqual(
    settled.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined)),
    [0, undefined, 2, 3, 4, 5],
  );
  assert.deepEqual([limiter.running, limiter.waiting], [0, 0]);
});
