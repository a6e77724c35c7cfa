import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chances } from '../simulation/chances.ts';
import { bitFlips, deletions, insertions, splices, truncations } from './mutated-bytes.ts';

const bytes = Uint8Array.of(0x00, 0xff, 0x0f);
const texts = (mutations: Iterable<readonly [string, Uint8Array]>): string[] =>
  Array.from(mutations, ([, changed]) => Buffer.from(changed).toString('hex'));

test('every bit is flipped once, alone', () => {
  const flipped = texts(bitFlips(bytes, 1));
  assert.equal(flipped.length, 24);
  assert.equal(new Set(flipped).size, 24);
  assert.deepEqual(flipped.slice(0, 2), ['01ff0f', '02ff0f']);
  assert.equal(flipped[23], '00ff8f');
  assert.deepEqual(texts(bitFlips(bytes, 9)), ['01ff0f', '00fd0f', '00ff0b']);
});

test('every length shorter, every byte missing, and a byte more at every place', () => {
  assert.deepEqual(texts(truncations(bytes, 1)), ['', '00', '00ff']);
  assert.deepEqual(texts(deletions(bytes, 1)), ['ff0f', '000f', '00ff']);
  const inserted = Array.from(insertions(bytes, 1, new Chances(1)));
  assert.deepEqual(
    inserted.map(([what, { length }]) => [what, length]),
    [
      ['a byte put in at 0', 4],
      ['a byte put in at 1', 4],
      ['a byte put in at 2', 4],
      ['a byte put in at 3', 4],
      ['a byte put at the end', 4],
    ],
  );
});

test('splices are neither of the two', () => {
  assert.deepEqual(texts(splices(bytes, Uint8Array.of(1, 2, 3), 1)), ['000203', '00ff03']);
  assert.deepEqual(texts(splices(bytes, Uint8Array.of(1, 0xff, 0x0f), 1)), []);
});

test('the bytes themselves stay as they were', () => {
  for (const mutations of [bitFlips(bytes, 1), truncations(bytes, 1), deletions(bytes, 1)]) texts(mutations);
  assert.deepEqual([...bytes], [0x00, 0xff, 0x0f]);
});
