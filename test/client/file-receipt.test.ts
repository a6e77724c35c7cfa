import assert from 'node:assert/strict';
import test from 'node:test';
import { fileReceipt } from '../../src/client/file-receipt.ts';

test('a receipt says what arrived, in plain data', () => {
  const receipt = fileReceipt({ name: 'a', bytes: 5 }, 2, Uint8Array.of(0, 255, 16), 1.5);
  const expected = { name: 'a', bytes: 5, resumedFrom: 2, sha256: '00ff10', durationMs: 1.5 };
  assert.deepEqual(receipt, expected);
  assert.deepEqual(JSON.parse(JSON.stringify(receipt)), expected);
});
