import assert from 'node:assert/strict';
import test from 'node:test';
import { bitsAsNumber, conditionsHold } from '../../../src/quantum/circuit/condition.ts';

const BITS = [1, 0, 1, 1];

test('the first bit of a condition is the lowest', () => {
  assert.equal(bitsAsNumber([0, 1, 2, 3], BITS), 13);
  assert.equal(bitsAsNumber([3, 1], BITS), 1);
  assert.equal(
    bitsAsNumber(
      Array.from({ length: 32 }, () => 0),
      BITS,
    ),
    2 ** 32 - 1,
  );
});

test('all conditions must hold', () => {
  const isOne = { bits: [0], value: 1, negated: false };
  const isNotTwo = { bits: [1, 2], value: 2, negated: true };
  assert.equal(conditionsHold(undefined, BITS), true);
  assert.equal(conditionsHold([isOne], BITS), true);
  assert.equal(conditionsHold([isNotTwo], BITS), false);
  assert.equal(conditionsHold([isOne, isNotTwo], BITS), false);
  assert.equal(conditionsHold([isOne, isNotTwo], [1, 0, 0]), true);
});
