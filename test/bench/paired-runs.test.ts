import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pairedRuns } from '../../bench/paired-runs.ts';

test('sides run in turn, and warm-up rounds are thrown away', async () => {
  const order: string[] = [];
  let clock = 0;
  const sides = ['a', 'b'].map((label) => ({
    label,
    run: () => {
      order.push(label);
      clock += 1;
      return Promise.resolve({ clock });
    },
  }));
  const figures = await pairedRuns(sides, { warmUps: 1, runs: 2 });
  assert.deepEqual(order, ['a', 'b', 'a', 'b', 'a', 'b']);
  assert.deepEqual(figures.of('a', 'clock'), [3, 5]);
  assert.deepEqual(figures.of('b', 'clock'), [4, 6]);
});

test('a figure that a side did not measure is an error, not a gap', async () => {
  const figures = await pairedRuns([{ label: 'a', run: () => Promise.resolve({ x: 1 }) }], { warmUps: 0, runs: 1 });
  assert.throws(() => figures.of('a', 'y'), RangeError);
  assert.throws(() => figures.of('b', 'x'), RangeError);
});

test('a side that fails ends the runs', async () => {
  const side = { label: 'a', run: () => Promise.reject(new Error('no')) };
  await assert.rejects(pairedRuns([side], { warmUps: 0, runs: 1 }), /no/);
});
