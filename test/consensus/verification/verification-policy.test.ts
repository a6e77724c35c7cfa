import assert from 'node:assert/strict';
import test from 'node:test';
import { failed, passed } from '../../../src/consensus/verification/method-result.ts';
import { judge } from '../../../src/consensus/verification/verification-policy.ts';

const result = (confidence: number) =>
  confidence === 0 ? failed('IntegrityHash', 'no') : passed('IntegrityHash', 'yes', confidence);

/** The chance that at least `wanted` are right, by going through every combination: the slow way. */
function slowChance(confidences: readonly number[], wanted: number): number {
  let sum = 0;
  for (let which = 0; which < 2 ** confidences.length; which++) {
    const right = confidences.map((_, index) => (which & (1 << index)) !== 0);
    if (right.filter(Boolean).length < wanted) continue;
    sum += confidences.reduce((product, c, index) => product * (right[index] === true ? c : 1 - c), 1);
  }
  return sum;
}

test('the confidence is the chance that enough methods are right', () => {
  for (const confidences of [[1], [0.5, 0.5], [0.9, 0.8, 1], [0.999, 0, 0.7, 0.6]]) {
    for (let wanted = 1; wanted <= confidences.length; wanted++) {
      const { passed, confidence } = judge(confidences.map(result), { atLeast: wanted });
      const passes = confidences.filter((c) => c > 0).length;
      assert.equal(passed, passes >= wanted);
      assert.ok(Math.abs(confidence - (passed ? slowChance(confidences, wanted) : 0)) < 1e-12);
    }
  }
});

test('all means all, and a policy that asks for nothing or too much is not met', () => {
  assert.ok(judge([1, 1].map(result), 'all').passed);
  assert.ok(!judge([1, 0].map(result), 'all').passed);
  assert.ok(!judge([], 'all').passed);
  assert.ok(!judge([1].map(result), { atLeast: 0 }).passed);
  assert.ok(!judge([1].map(result), { atLeast: 2 }).passed);
});
