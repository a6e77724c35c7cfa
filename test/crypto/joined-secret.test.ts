import assert from 'node:assert/strict';
import test from 'node:test';
import { joinedSecret } from '../../src/crypto/joined-secret.ts';
import { toHex } from './hex.ts';

test('parts are joined in order and left as they are', () => {
  const parts = [Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)];
  assert.equal(toHex(joinedSecret(...parts).expose()), '010203');
  assert.deepEqual(parts.map(toHex), ['0102', '', '03']);
  assert.equal(joinedSecret().length, 0);
});
