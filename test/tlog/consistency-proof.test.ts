import assert from 'node:assert/strict';
import test from 'node:test';
import { nativeBackend } from '../../src/crypto/index.ts';
import { proveConsistency, TreeHasher, verifyConsistency } from '../../src/tlog/index.ts';
import { flipped } from '../crypto/damage.ts';
import { toHex } from '../crypto/hex.ts';
import { assertRefused, assertRejected } from '../crypto/refusal.ts';
import { bytesOf, merkleVectors } from './merkle-vectors.ts';
import { slowConsistency, slowHead, slowRoot, someEntries } from './slow-tree.ts';

const hasher = new TreeHasher(nativeBackend);
const entries = someEntries(40);
const heads = Array.from({ length: 41 }, (_, size) => slowHead(entries.slice(0, size)));
const reader = {
  read: ({ level, index }: { level: number; index: number }) =>
    Promise.resolve(slowRoot(entries.slice(index * 2 ** level, (index + 1) * 2 ** level))),
};

function headOf(size: number): { size: number; root: Uint8Array } {
  const head = heads[size];
  assert.ok(head !== undefined);
  return head;
}

test('published consistency proofs are taken or refused as they say', () => {
  assert.ok(merkleVectors.consistency.length > 90);
  for (const { file, size1, size2, root1, root2, proof, wantErr } of merkleVectors.consistency) {
    const check = () =>
      verifyConsistency(
        hasher,
        (proof ?? []).map(bytesOf),
        { size: size1, root: bytesOf(root1) },
        { size: size2, root: bytesOf(root2) },
      );
    // One published case is good with roots that are no hashes, which nothing can produce: those are refused here.
    if (wantErr || bytesOf(root1).length !== 32) assertRefused('LOG_PROOF_INVALID', check);
    else assert.doesNotThrow(check, file);
  }
});

test('every proof to size 40 is that of the recursive definition, and verifies', async () => {
  for (let newSize = 1; newSize <= 40; newSize++) {
    for (let oldSize = 1; oldSize <= newSize; oldSize++) {
      const proof = await proveConsistency(reader, hasher, oldSize, newSize);
      assert.deepEqual(proof.map(toHex), slowConsistency(oldSize, entries.slice(0, newSize)).map(toHex));
      verifyConsistency(hasher, proof, headOf(oldSize), headOf(newSize));
    }
  }
});

test('the empty tree is the beginning of every tree, and needs no proof', async () => {
  assert.deepEqual(await proveConsistency(reader, hasher, 0, 40), []);
  verifyConsistency(hasher, [], headOf(0), headOf(40));
  assertRefused('LOG_PROOF_INVALID', () => verifyConsistency(hasher, [headOf(1).root], headOf(0), headOf(40)));
  assertRefused('LOG_PROOF_INVALID', () =>
    verifyConsistency(hasher, [], { size: 0, root: headOf(1).root }, headOf(40)),
  );
});

test('a proof verifies between its two trees alone', () => {
  const proof = slowConsistency(13, entries.slice(0, 30));
  verifyConsistency(hasher, proof, headOf(13), headOf(30));
  const bad = [proof.slice(1), proof.slice(0, -1), [...proof, headOf(3).root], proof.toReversed(), []];
  for (const other of [...bad, ...proof.map((hash, at) => proof.with(at, flipped(hash, at)))]) {
    assertRefused('LOG_PROOF_INVALID', () => verifyConsistency(hasher, other, headOf(13), headOf(30)));
  }
  for (let size = 0; size <= 40; size++) {
    if (size !== 13)
      assertRefused('LOG_PROOF_INVALID', () => verifyConsistency(hasher, proof, headOf(size), headOf(30)));
    if (size !== 30)
      assertRefused('LOG_PROOF_INVALID', () => verifyConsistency(hasher, proof, headOf(13), headOf(size)));
  }
});

test('a tree that forked is never a growth, whatever the proof', async () => {
  const forked = entries.with(5, Uint8Array.of(1));
  for (let oldSize = 6; oldSize <= 40; oldSize++) {
    const proof = await proveConsistency(reader, hasher, oldSize, 40);
    assertRefused('LOG_PROOF_INVALID', () =>
      verifyConsistency(hasher, proof, slowHead(forked.slice(0, oldSize)), headOf(40)),
    );
  }
});

test('there is no proof from a larger tree to a smaller one', async () => {
  for (const size of [-1, 41, 0.5]) {
    await assertRejected('LOG_ENTRY_UNKNOWN', () => proveConsistency(reader, hasher, size, 40));
  }
});
