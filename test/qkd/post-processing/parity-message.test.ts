import assert from 'node:assert/strict';
import test from 'node:test';
import { ByteReader, isQForgeError } from '../../../src/base/index.ts';
import { ParityQuestions } from '../../../src/qkd/cascade/parity-questions.ts';
import { MAX_CASCADE_PASSES } from '../../../src/qkd/post-processing/message-types.ts';
import { decodeQuestions, encodeQuestions } from '../../../src/qkd/post-processing/parity-message.ts';

function encoded(...list: readonly (readonly [pass: number, start: number, end: number])[]): Uint8Array {
  const questions = new ParityQuestions();
  for (const question of list) questions.add(...question);
  return encodeQuestions(questions);
}

const decode = (bytes: Uint8Array, keyBits = 100): ParityQuestions =>
  decodeQuestions(new ByteReader(bytes, 'questions'), keyBits);

test('questions are read as they were written', () => {
  const questions = decode(encoded([0, 0, 100], [7, 99, 100]));
  assert.equal(questions.count, 2);
  assert.deepEqual([questions.passAt(1), questions.startAt(1), questions.endAt(1)], [7, 99, 100]);
  assert.equal(decode(encoded()).count, 0);
});

test('stretches that are not in the key, passes beyond the last and other lengths are refused', () => {
  const bad = [
    encoded([0, 0, 101]),
    encoded([0, 5, 5]),
    encoded([0, 6, 5]),
    encoded([MAX_CASCADE_PASSES, 0, 5]),
    encoded([0, 0, 5]).subarray(0, 13),
    Uint8Array.of(...encoded([0, 0, 5]), 0),
    Uint8Array.of(0xff, 0xff, 0xff, 0xff),
  ];
  for (const bytes of bad)
    assert.throws(
      () => decode(bytes),
      (error) => isQForgeError(error, 'MALFORMED'),
    );
});
