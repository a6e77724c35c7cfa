import assert from 'node:assert/strict';
import test from 'node:test';
import { LdpcCode } from '../../../src/qkd/ldpc/ldpc-code.ts';

test('a syndrome is the sum of the bits of each check', () => {
  const code = new LdpcCode(5, [[0, 1, 2], [2, 3], [4]]);
  assert.equal(code.checks, 3);
  assert.deepEqual(code.syndrome(Uint8Array.of(1, 1, 1, 0, 1)), Uint8Array.of(1, 1, 1));
  assert.deepEqual(code.syndrome(Uint8Array.of(1, 1, 0, 0, 0)), Uint8Array.of(0, 0, 0));
});
