import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { TreeHasher } from '../../src/tlog/index.ts';
import { completeHash, completeNodes, foldHashes, rangeHash, splitOf } from '../../src/tlog/leaf-range.ts';
import { toHex } from '../crypto/hex.ts';
import { assertRefused } from '../crypto/refusal.ts';
import { slowLeaf, slowRoot, someEntries } from './slow-tree.ts';

const hasher = new TreeHasher(nativeBackend);

test('a tree splits at the largest power of two below its size', () => {
  assert.deepEqual([2, 3, 4, 5, 8, 9, 1024, 1025].map(splitOf), [1, 2, 2, 4, 4, 8, 512, 1024]);
  assert.equal(splitOf(2 ** 52 + 1), 2 ** 52);
  assertRefused('ASSERTION_FAILED', () => splitOf(1));
});

test('the complete nodes of a range cover it once, the largest first', () => {
  for (let size = 0; size < 300; size++) {
    const nodes = completeNodes({ start: 0, end: size });
    let at = 0;
    for (const { level, index } of nodes) {
      assert.equal(index * 2 ** level, at);
      at += 2 ** level;
    }
    assert.equal(at, size);
    assert.equal(nodes.length, size.toString(2).replaceAll('0', '').length);
  }
  assertRefused('ASSERTION_FAILED', () => completeNodes({ start: 1, end: 3 }));
});

test('folded nodes are the root of the recursive definition, for any subtree', async () => {
  const entries = someEntries(64);
  const reader = {
    read: ({ level, index }: { level: number; index: number }) =>
      Promise.resolve(slowRoot(entries.slice(index * 2 ** level, (index + 1) * 2 ** level))),
  };
  for (const [start, end] of [
    [0, 64],
    [0, 63],
    [32, 45],
    [48, 49],
    [16, 31],
  ] as const) {
    assert.equal(toHex(await rangeHash(reader, hasher, { start, end })), toHex(slowRoot(entries.slice(start, end))));
  }
  assert.equal(toHex(foldHashes(hasher, [])), toHex(slowRoot([])));
});

test('a row of a power of two closes to one node; another row is a defect', () => {
  const entries = someEntries(16);
  assert.equal(toHex(completeHash(hasher, entries.map(slowLeaf))), toHex(slowRoot(entries)));
  assertRefused('ASSERTION_FAILED', () => completeHash(hasher, entries.slice(0, 3).map(slowLeaf)));
});
