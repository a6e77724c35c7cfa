import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import { Bulkhead } from '../../src/resilience/bulkhead.ts';
import { examples } from './failures.ts';

test('so many run, so many wait in order, and the rest is turned away', async () => {
  const bulkhead = await Bulkhead.create('the thing', { atOnce: 2, waiting: 2 });
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<number>());
  const begun: number[] = [];
  const runs = gates.map((gate, index) =>
    bulkhead.run(() => {
      begun.push(index);
      return gate.promise;
    }),
  );
  assert.deepEqual([begun, bulkhead.running, bulkhead.waiting], [[0, 1], 2, 2]);
  await assert.rejects(
    bulkhead.run(() => Promise.resolve(9)),
    (error) => isQForgeError(error, 'BULKHEAD_FULL') && error.details.limit === 4,
  );
  for (const [index, gate] of gates.entries()) gate.resolve(index);
  assert.deepEqual(await Promise.all(runs), [0, 1, 2, 3]);
  assert.deepEqual([begun, bulkhead.running, bulkhead.waiting], [[0, 1, 2, 3], 0, 0]);
});

test('a call that fails makes room like any other', async () => {
  const bulkhead = await Bulkhead.create('the thing', { atOnce: 1, waiting: 0 });
  await assert.rejects(
    bulkhead.run(() => Promise.reject(examples.security)),
    examples.security,
  );
  assert.equal(await bulkhead.run(() => Promise.resolve('next')), 'next');
});
