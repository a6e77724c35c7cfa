import assert from 'node:assert/strict';
import test from 'node:test';
import { ADAPTING_BITS, FRAME_KEY_BITS, framePlan } from '../../../src/qkd/ldpc/frame-plan.ts';
import { binaryEntropy } from '../../../src/qkd/link/binary-entropy.ts';

test('every place of a frame has one use', () => {
  const { keyPlaces, shortened, punctured } = framePlan(0.03);
  assert.equal(keyPlaces.length, FRAME_KEY_BITS);
  assert.equal(shortened.length + punctured.length, ADAPTING_BITS);
  assert.equal(new Set([...keyPlaces, ...shortened, ...punctured]).size, FRAME_KEY_BITS + ADAPTING_BITS);
});

test('more errors never disclose less, always above the Shannon limit', () => {
  let before = 0;
  for (const qber of [0.005, 0.01, 0.025, 0.03, 0.035, 0.04, 0.08]) {
    const { disclosed } = framePlan(qber);
    assert.ok(disclosed >= before);
    assert.ok(disclosed > binaryEntropy(qber) * FRAME_KEY_BITS);
    before = disclosed;
  }
});
