import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeBytes, freeIfAlone } from '../../src/network/free-bytes.ts';

test('freed memory is gone for every array on it', () => {
  const bytes = new Uint8Array(10_000).fill(7);
  const view = bytes.subarray(100, 200);
  freeBytes(view);
  assert.deepEqual([bytes.length, view.length, view[0], bytes.buffer.byteLength], [0, 0, undefined, 0]);
  freeBytes(view);
});

test('small memory is left as it is', () => {
  const bytes = new Uint8Array(4095).fill(7);
  freeBytes(bytes);
  assert.equal(bytes[4094], 7);
});

test('memory that other threads may see is left as it is', () => {
  const bytes = new Uint8Array(new SharedArrayBuffer(10_000)).fill(7);
  freeBytes(bytes);
  assert.equal(bytes[9999], 7);
});

test('the end of a frame is freed if nothing else lies in its record', () => {
  const record = (): Uint8Array => new Uint8Array(10_000).fill(7);
  const alone = record().subarray(8);
  freeIfAlone(alone, 8);
  assert.equal(alone.length, 0);
  freeIfAlone(alone, 8);
  for (const shared of [record().subarray(8, 9999), record().subarray(9), record().subarray(7), record()]) {
    const { length } = shared;
    freeIfAlone(shared, 8);
    assert.deepEqual([shared.length, shared.at(-1)], [length, 7]);
  }
});
