import assert from 'node:assert/strict';
import test from 'node:test';
import { cascadeVariants } from '../../../src/qkd/cascade/cascade-variant.ts';

test('block sizes at 10,000 bits and an error rate of 2 %', () => {
  const sizes = (name: keyof typeof cascadeVariants): readonly number[] =>
    cascadeVariants[name].blockSizes(10_000, 0.02);
  assert.deepEqual(sizes('original'), [37, 74, 148, 296]);
  assert.deepEqual(sizes('biconf'), [46, 138]);
  assert.deepEqual(sizes('opt2'), [40, 200, ...Array<number>(8).fill(5000)]);
  assert.deepEqual(sizes('opt3'), [50, 100, ...Array<number>(14).fill(5000)]);
  assert.deepEqual(sizes('opt7'), [64, 256, ...Array<number>(12).fill(5000)]);
  // alpha = log2(50) - 1/2 = 5.14: 2^6, 2^ceil(8.57), 4096.
  assert.deepEqual(sizes('opt8'), [64, 512, 4096, ...Array<number>(11).fill(5000)]);
});

test('blocks are never longer than the key nor empty, whatever the error rate', () => {
  for (const variant of Object.values(cascadeVariants)) {
    for (const qber of [0, 1e-9, 0.5, 1]) {
      for (const size of variant.blockSizes(100, qber)) assert.ok(Number.isInteger(size) && size >= 1 && size <= 100);
    }
  }
});
