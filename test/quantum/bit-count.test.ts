import assert from 'node:assert/strict';
import test from 'node:test';
import { bitCount } from '../../src/quantum/bit-count.ts';
import { seededDraws } from './random-circuit.ts';

test('bits are counted as their digits are', () => {
  const draws = seededDraws(1);
  const words = [0, 1, -1, 0x8000_0000, ...Array.from({ length: 1_000 }, () => draws.word())];
  for (const word of words) {
    const digits = (word >>> 0).toString(2).replaceAll('0', '').length;
    assert.equal(bitCount(word), digits, `${word}`);
    assert.equal(bitCount(word | 0), digits, `${word} as a signed word`);
  }
});
