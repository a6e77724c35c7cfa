import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPlainComparisons } from '../../../tools/tidy/plain-comparisons.ts';

const linesOf = (file: string, text: string): readonly unknown[] =>
  checkPlainComparisons(new Map([[file, text]])).map(({ line }) => line);

test('comparisons of the product that stop at the first difference are found', () => {
  const text = 'a.equals(b);\n\nBuffer.compare(a, b);\nif (tag?.equals (mine)) return;\n';
  assert.deepEqual(linesOf('src/crypto/any.ts', text), [1, 3, 4]);
});

test('what takes the same time, texts, comments and tests are left alone', () => {
  const text = "timingSafeEqual(a, b);\n// a.equals(b)\nconst text = 'a.equals(b)';\nequalsOf(a);\n";
  assert.deepEqual(linesOf('src/crypto/any.ts', text), []);
  assert.deepEqual(linesOf('test/crypto/any.test.ts', 'a.equals(b);'), []);
  assert.deepEqual(linesOf('src/libp2p/session-handshake.ts', 'peer.equals(other);'), []);
});
