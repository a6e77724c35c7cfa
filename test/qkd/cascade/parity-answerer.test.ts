import assert from 'node:assert/strict';
import test from 'node:test';
import { ParityAnswerer } from '../../../src/qkd/cascade/parity-answerer.ts';
import { ParityQuestions } from '../../../src/qkd/cascade/parity-questions.ts';

test('every answer is a parity, and is counted as disclosed', () => {
  const answerer = new ParityAnswerer(Uint8Array.of(1, 0, 1, 1), new Uint8Array(16));
  const questions = new ParityQuestions();
  questions.add(0, 0, 1);
  questions.add(0, 0, 4);
  questions.add(0, 1, 3);
  questions.add(2, 0, 4);
  assert.deepEqual(answerer.answer(questions), Uint8Array.of(1, 1, 1, 1));
  assert.equal(answerer.disclosed, 4);
});
