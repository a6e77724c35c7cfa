import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptBytes } from '../../src/network/kept-bytes.ts';

test('a view of most of its buffer is kept as it is', () => {
  const record = Uint8Array.from({ length: 100 }, (_, index) => index);
  for (const view of [record, record.subarray(1), record.subarray(25, 75)]) assert.equal(keptBytes(view), view);
});

test('a small part of a buffer becomes a copy with a buffer of its own', () => {
  const record = Uint8Array.from({ length: 100 }, (_, index) => index);
  for (const [start, end] of [
    [10, 59],
    [99, 100],
    [50, 50],
  ] as const) {
    const kept = keptBytes(record.subarray(start, end));
    assert.deepEqual(kept, record.slice(start, end));
    assert.equal(kept.buffer.byteLength, end - start);
  }
});

test('the copy of a part of a Buffer is a copy too', () => {
  const record = Buffer.alloc(100, 1);
  const kept = keptBytes(record.subarray(0, 10));
  record.fill(2);
  assert.deepEqual(new Uint8Array(kept), new Uint8Array(10).fill(1));
});
