import assert from 'node:assert/strict';
import test from 'node:test';
import { KeyBook } from '../../../src/messaging/routing/key-book.ts';
import { peerKeyFrom } from '../../../src/messaging/routing/peer-key.ts';
import { MAX_DESTINATIONS } from '../../../src/messaging/routing/routing-limits.ts';
import { Chances } from '../../simulation/chances.ts';

const chances = new Chances(8);
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

test('a book gives the key of the bytes, wherever they are, and counts each device once', () => {
  const book = new KeyBook();
  const keys = Array.from({ length: 50 }, () => chances.bytes(32));
  for (let round = 0; round < 500; round += 1) {
    const bytes = chances.pick(keys);
    const offset = chances.below(9);
    const around = new Uint8Array([...chances.bytes(offset), ...bytes, ...chances.bytes(3)]);
    assert.equal(book.keyAt(viewOf(around), offset), peerKeyFrom(bytes));
  }
  assert.equal(book.size, 50);
});

test('keys that begin alike are told apart, also by their last byte', () => {
  const book = new KeyBook();
  const first = chances.bytes(32);
  const other = first.with(31, (first[31] ?? 0) ^ 1);
  for (const bytes of [first, other, first, other]) assert.equal(book.keyAt(viewOf(bytes), 0), peerKeyFrom(bytes));
  assert.equal(book.size, 1);
});

test('a book does not grow beyond its limit, whatever it is told', () => {
  const book = new KeyBook();
  for (let number = 0; number < 5 * MAX_DESTINATIONS; number += 1) {
    const bytes = new Uint8Array(32);
    viewOf(bytes).setUint32(0, number);
    assert.equal(book.keyAt(viewOf(bytes), 0), peerKeyFrom(bytes));
    assert.ok(book.size <= 2 * MAX_DESTINATIONS);
  }
});
