import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { CompactRange, TreeHasher } from '../../src/tlog/index.ts';
import { fromHex, toHex } from '../crypto/hex.ts';
import { slowRoot, someEntries } from './slow-tree.ts';

const hasher = new TreeHasher(nativeBackend);
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
// transparency-dev/merkle, testonly/constants.go: the trees of RFC 6962's first implementation.
const publishedRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test('a growing edge has the published root at every size', () => {
  const edge = CompactRange.empty(hasher);
  const roots = [edge.head().root];
  for (const input of inputs) {
    edge.append(hasher.leaf(fromHex(input)));
    roots.push(edge.head().root);
  }
  assert.deepEqual(roots.map(toHex), publishedRoots);
});

test('a growing edge agrees with the recursive definition at every size to 200', () => {
  const entries = someEntries(200);
  const edge = CompactRange.empty(hasher);
  for (const [at, entry] of entries.entries()) {
    edge.append(hasher.leaf(entry));
    assert.equal(edge.size, at + 1);
    assert.equal(toHex(edge.head().root), toHex(slowRoot(entries.slice(0, at + 1))));
  }
});

test('a copy goes on apart from what it was copied from', () => {
  const edge = CompactRange.empty(hasher);
  edge.append(hasher.leaf(fromHex('00')));
  const before = toHex(edge.head().root);
  const copy = edge.copy();
  copy.append(hasher.leaf(fromHex('01')));
  assert.equal(toHex(edge.head().root), before);
  assert.equal(copy.size, 2);
});

test('an edge that is loaded from nodes goes on as the one that grew', async () => {
  const entries = someEntries(77);
  const grown = CompactRange.empty(hasher);
  for (const entry of entries) grown.append(hasher.leaf(entry));
  const loaded = await CompactRange.load(
    hasher,
    {
      read: ({ level, index }) =>
        Promise.resolve(slowRoot(entries.slice(index * 2 ** level, (index + 1) * 2 ** level))),
    },
    77,
  );
  for (const edge of [grown, loaded]) edge.append(hasher.leaf(fromHex('ff')));
  assert.deepEqual(loaded.head(), grown.head());
});
