import assert from 'node:assert/strict';
import test from 'node:test';
import { moveInto } from '../../src/crypto/moved-bytes.ts';

test('a plaintext is where it is wanted, and nothing where it was', () => {
  const plaintext = Uint8Array.of(1, 2, 3);
  const target = new Uint8Array(5).fill(9);
  assert.equal(moveInto(target, plaintext), 3);
  assert.deepEqual([...target], [1, 2, 3, 9, 9]);
  assert.deepEqual([...plaintext], [0, 0, 0]);
});

test('a target that is too short gets nothing', () => {
  assert.throws(() => moveInto(new Uint8Array(2), Uint8Array.of(1, 2, 3)), RangeError);
});
