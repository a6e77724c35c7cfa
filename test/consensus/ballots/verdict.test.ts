import assert from 'node:assert/strict';
import test from 'node:test';
import { isVerdictNumber, verdictNumbers, verdictOf } from '../../../src/consensus/ballots/verdict.ts';

test('numbers and verdicts stand for each other, and no others do', () => {
  for (const verdict of ['approve', 'reject', 'abstain'] as const)
    assert.equal(verdictOf(verdictNumbers[verdict]), verdict);
  assert.deepEqual([0, 1, 2, 3, 4, 255].map(isVerdictNumber), [false, true, true, true, false, false]);
});
