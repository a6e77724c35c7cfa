import assert from 'node:assert/strict';
import test from 'node:test';
import { answerMatches } from '../../../tools/transcript/answer-match.ts';

test('a finished command must have printed the whole answer', () => {
  assert.ok(answerMatches(['a', 'b'], ['a', 'b'], true));
  assert.ok(!answerMatches(['a'], ['a', 'b'], true));
  assert.ok(!answerMatches(['a', 'b'], ['a'], true));
  assert.ok(answerMatches([], [], true));
  assert.ok(!answerMatches([], ['a'], true));
});

test('one that runs on may print more', () => {
  assert.ok(answerMatches(['a'], ['a', 'b'], false));
  assert.ok(!answerMatches(['a', 'b'], ['a'], false));
});

test('the ellipsis stands for text in a line, and for lines', () => {
  assert.ok(answerMatches(['id qf1… made'], ['id qf1xyz made'], true));
  assert.ok(!answerMatches(['id qf1… made'], ['id qf1xyz'], true));
  assert.ok(answerMatches(['…', 'end'], ['a', 'b', 'end'], true));
  assert.ok(answerMatches(['start', '…'], ['start'], true));
  assert.ok(!answerMatches(['…', 'end'], ['a', 'b'], true));
  assert.ok(!answerMatches(['a.c'], ['abc'], true), 'no other sign stands for anything');
  for (const sign of '-/.*+?()[]{}|^$\\') assert.ok(answerMatches([`a${sign}b …`], [`a${sign}b c`], true), sign);
});
