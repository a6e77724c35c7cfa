import assert from 'node:assert/strict';
import test from 'node:test';
import { ParityQuestions } from '../../../src/qkd/cascade/parity-questions.ts';

test('questions are kept in order, past every growth, until they are cleared', () => {
  const questions = new ParityQuestions();
  for (let index = 0; index < 500; index++) questions.add(index % 7, index, index * 3);
  assert.equal(questions.count, 500);
  for (let index = 0; index < 500; index++) {
    assert.deepEqual(
      [questions.passAt(index), questions.startAt(index), questions.endAt(index)],
      [index % 7, index, index * 3],
    );
  }
  questions.clear();
  assert.equal(questions.count, 0);
});
