import assert from 'node:assert/strict';
import test from 'node:test';
import { TreeCount } from '../../src/client/tree-receipt.ts';

test('a receipt counts entries by kind and the bytes of files', () => {
  const count = new TreeCount();
  const common = { mode: 0o644, modifiedMs: 0 };
  count.add({ kind: 'folder', path: 'a', ...common });
  count.add({ kind: 'file', path: 'a/b', ...common, bytes: 5 });
  count.add({ kind: 'file', path: 'a/c', ...common, bytes: 7 });
  count.add({ kind: 'link', path: 'l', target: 'a' });
  assert.equal(count.bytes, 12);
  assert.deepEqual(count.receipt('tree', 3, Uint8Array.of(0xab, 1), 9), {
    name: 'tree',
    files: 2,
    folders: 1,
    links: 1,
    bytes: 12,
    resumedFrom: 3,
    sha256: 'ab01',
    durationMs: 9,
  });
});
