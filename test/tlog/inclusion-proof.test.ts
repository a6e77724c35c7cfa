import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { inclusionRanges } from '../../src/tlog/inclusion-proof.ts';
import { type Inclusion, proveInclusion, TreeHasher, verifyInclusion } from '../../src/tlog/index.ts';
import { flipped } from '../crypto/damage.ts';
import { toHex } from '../crypto/hex.ts';
import { assertRefused, assertRejected } from '../crypto/refusal.ts';
import { bytesOf, merkleVectors } from './merkle-vectors.ts';
import { slowHead, slowLeaf, slowPath, slowRoot, someEntries } from './slow-tree.ts';

const hasher = new TreeHasher(nativeBackend);
const entries = someEntries(40);
const reader = {
  read: ({ level, index }: { level: number; index: number }) =>
    Promise.resolve(slowRoot(entries.slice(index * 2 ** level, (index + 1) * 2 ** level))),
};

test('published inclusion proofs are taken or refused as they say', () => {
  assert.ok(merkleVectors.inclusion.length > 90);
  for (const { file, leafIdx, treeSize, leafHash, root, proof, wantErr } of merkleVectors.inclusion) {
    const inclusion: Inclusion = { index: leafIdx, leafHash: bytesOf(leafHash), proof: (proof ?? []).map(bytesOf) };
    const check = () => verifyInclusion(hasher, inclusion, { size: treeSize, root: bytesOf(root) });
    if (wantErr) assertRefused('LOG_PROOF_INVALID', check);
    else assert.doesNotThrow(check, file);
  }
});

test('every proof to size 40 is that of the recursive definition, and verifies', async () => {
  for (let size = 1; size <= 40; size++) {
    const head = slowHead(entries.slice(0, size));
    for (let index = 0; index < size; index++) {
      const proof = await proveInclusion(reader, hasher, index, size);
      assert.deepEqual(proof.map(toHex), slowPath(index, entries.slice(0, size)).map(toHex));
      verifyInclusion(hasher, { index, leafHash: slowLeaf(entries[index] ?? new Uint8Array()), proof }, head);
    }
  }
});

test('a proof verifies for its leaf, place, size and root alone', () => {
  const head = slowHead(entries.slice(0, 23));
  const [index, leafHash] = [17, slowLeaf(entries[17] ?? new Uint8Array())];
  const proof = slowPath(17, entries.slice(0, 23));
  const good: Inclusion = { index, leafHash, proof };
  verifyInclusion(hasher, good, head);
  const bad: readonly Inclusion[] = [
    { ...good, leafHash: flipped(leafHash, 3) },
    { ...good, leafHash: leafHash.slice(1) },
    { ...good, proof: proof.slice(1) },
    { ...good, proof: proof.slice(0, -1) },
    { ...good, proof: [...proof, leafHash] },
    { ...good, proof: proof.toReversed() },
    ...proof.map((hash, at) => ({ ...good, proof: proof.with(at, flipped(hash, at)) })),
    ...Array.from({ length: 24 }, (_, other) => ({ ...good, index: other })).filter(({ index: other }) => other !== 17),
    ...[-1, 0.5, Number.NaN, 2 ** 60].map((other) => ({ ...good, index: other })),
  ];
  for (const inclusion of bad) assertRefused('LOG_PROOF_INVALID', () => verifyInclusion(hasher, inclusion, head));
  assertRefused('LOG_PROOF_INVALID', () => verifyInclusion(hasher, good, { ...head, root: flipped(head.root, 0) }));
  assertRefused('LOG_PROOF_INVALID', () => verifyInclusion(hasher, good, { ...head, size: 41 }));
});

test('hundreds of hashes are refused before any is looked at', () => {
  const proof = Array.from({ length: 500 }, () => new Uint8Array(32));
  const inclusion = { index: 0, leafHash: new Uint8Array(32), proof };
  assertRefused('LOG_PROOF_INVALID', () =>
    verifyInclusion(hasher, inclusion, { size: 2 ** 53 - 1, root: new Uint8Array(32) }),
  );
});

test('an entry that is not there has no proof', async () => {
  for (const index of [-1, 40, 1.5]) {
    await assertRejected('LOG_ENTRY_UNKNOWN', () => proveInclusion(reader, hasher, index, 40));
  }
});

test('the path of a leaf in a huge tree is short', () => {
  assert.ok(inclusionRanges(2 ** 52, 2 ** 53 - 1).length <= 53);
});
