import assert from 'node:assert/strict';
import test from 'node:test';
import { memoryText } from '../../src/quantum/memory-text.ts';

test('memory is said in the unit that suits', () => {
  assert.equal(memoryText(32), '32 bytes');
  assert.equal(memoryText(2048), '2 KiB');
  assert.equal(memoryText(2 ** 30), '1 GiB');
  assert.equal(memoryText(16 * 2 ** 40), '16 TiB');
  assert.equal(memoryText(1.5 * 2 ** 20), '1.5 MiB');
  assert.equal(memoryText(2 ** 104), '2^104 bytes');
});
