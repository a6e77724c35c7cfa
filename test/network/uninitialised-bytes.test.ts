import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uninitialisedBytes } from '../../src/network/uninitialised-bytes.ts';

test('bytes are a plain array with memory of their own', () => {
  for (const length of [0, 1, 5000, 1_048_576]) {
    const bytes = uninitialisedBytes(length);
    assert.equal(bytes.constructor, Uint8Array);
    assert.deepEqual([bytes.length, bytes.byteOffset, bytes.buffer.byteLength], [length, 0, length]);
  }
});

test('where there is no Buffer they are zeros', () => {
  const { Buffer } = globalThis;
  try {
    Reflect.deleteProperty(globalThis, 'Buffer');
    assert.deepEqual(uninitialisedBytes(3), new Uint8Array(3));
  } finally {
    globalThis.Buffer = Buffer;
  }
});
