import assert from 'node:assert/strict';
import test from 'node:test';
import { testShare } from '../../../tools/tidy/test-share.ts';

test('lines of tests are set against lines of the product', () => {
  const tree = new Map([
    ['src/base/a.ts', 'x\nx\n'],
    ['src/base/tsconfig.json', 'x\nx\nx\n'],
    ['test/base/a.test.ts', 'x\nx\nx\n'],
    ['test/tools/b.test.ts', 'x\nx\nx\nx\n'],
    ['tools/b.ts', 'x\n'],
  ]);
  assert.deepEqual(testShare(tree), { sourceLines: 2, testLines: 3, ratio: 1.5 });
});

test('an empty tree has a share of zero', () => {
  assert.equal(testShare(new Map()).ratio, 0);
});
