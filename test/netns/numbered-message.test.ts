import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberedMessage, numberOf } from './numbered-message.ts';

test('a numbered message is known by its number, and by every byte behind it', () => {
  assert.equal(numberedMessage(7, 100).length, 100);
  for (const number of [1, 255, 256, 70_000]) assert.equal(numberOf(numberedMessage(number, 9)), number);
  assert.equal(numberOf(numberedMessage(7, 100).with(99, 8)), Number.NaN);
  assert.equal(numberOf(numberedMessage(5, 0)), 5);
});
