import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';
import { TREE_HASH_BYTES, TreeHasher } from '../../src/tlog/index.ts';
import { fromHex, toHex } from '../crypto/hex.ts';

// transparency-dev/merkle, testonly/constants.go
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const leafHashes = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
];

for (const backend of [nativeBackend, portableBackend]) {
  const hasher = new TreeHasher(backend);

  test(`the ${backend.name} backend gives the published hashes of leaves, nodes and the empty tree`, () => {
    assert.equal(toHex(hasher.empty()), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    const hashes = leaves.map((leaf) => hasher.leaf(fromHex(leaf)));
    assert.deepEqual(hashes.slice(0, 2).map(toHex), leafHashes);
    const [first, second] = hashes;
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(toHex(hasher.node(first, second)), 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125');
  });

  test(`a leaf that looks like a node has another hash on the ${backend.name} backend`, () => {
    const [left, right] = [hasher.leaf(fromHex('00')), hasher.leaf(fromHex('01'))];
    const node = hasher.node(left, right);
    assert.notEqual(toHex(hasher.leaf(Uint8Array.of(...left, ...right))), toHex(node));
    assert.equal(node.length, TREE_HASH_BYTES);
  });
}
