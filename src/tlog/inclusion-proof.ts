import { equalPublicBytes, QForgeError } from '../base/index.ts';
import type { TreeHead } from './compact-range.ts';
import { type HashReader, type LeafRange, rangeHashes, splitOf } from './leaf-range.ts';
import { TREE_HASH_BYTES, type TreeHasher } from './tree-hasher.ts';

/** No path in a tree of 2^53 leaves is longer. */
export const MAX_PROOF_HASHES = 63;

/** The subtrees whose hashes prove that a leaf is in a tree, from the leaf's sibling up: RFC 6962 §2.1.1. */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  const ranges: LeafRange[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      ranges.unshift({ start: middle, end });
      end = middle;
    } else {
      ranges.unshift({ start, end: middle });
      start = middle;
    }
  }
  return ranges;
}

/** The proof that leaf `index` is in the tree of this size. Throws `LOG_ENTRY_UNKNOWN`. */
export async function proveInclusion(
  reader: HashReader,
  hasher: TreeHasher,
  index: number,
  size: number,
): Promise<readonly Uint8Array[]> {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) {
    throw new QForgeError('LOG_ENTRY_UNKNOWN', { index, size });
  }
  return rangeHashes(reader, hasher, inclusionRanges(index, size));
}

/** A leaf and what is said to lead from it to the root. */
export interface Inclusion {
  readonly index: number;
  readonly leafHash: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Checks an inclusion proof against a tree head that is trusted: RFC 9162 §2.1.3.2. Throws `LOG_PROOF_INVALID`. */
export function verifyInclusion(hasher: TreeHasher, unverified: Inclusion, head: TreeHead): void {
  const { index, leafHash, proof } = unverified;
  requireHashes('inclusion proof', [leafHash, head.root, ...proof]);
  if (!(Number.isSafeInteger(index) && index >= 0 && index < head.size)) throw invalid('the leaf is not in the tree');
  const root = climb(hasher, { index, leafHash, proof }, head.size);
  if (!equalPublicBytes(root, head.root)) throw invalid('it leads to another root');
}

/** The root to which a proof leads. */
function climb(hasher: TreeHasher, { index, leafHash, proof }: Inclusion, size: number): Uint8Array {
  let [at, last, hash] = [index, size - 1, leafHash];
  for (const sibling of proof) {
    if (last === 0) throw invalid('it is too long');
    if (at % 2 === 1 || at === last) {
      hash = hasher.node(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hash = hasher.node(hash, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  if (last !== 0) throw invalid('it is too short');
  return hash;
}

/** Refuses what is no hash, and more hashes than a proof can have. Throws `LOG_PROOF_INVALID`. */
export function requireHashes(what: string, unverified: readonly Uint8Array[]): void {
  if (unverified.length > MAX_PROOF_HASHES + 2 || unverified.some((hash) => hash.length !== TREE_HASH_BYTES)) {
    throw new QForgeError('LOG_PROOF_INVALID', { what, reason: 'it is not made of hashes, or of too many' });
  }
}

function invalid(reason: string): QForgeError<'LOG_PROOF_INVALID'> {
  return new QForgeError('LOG_PROOF_INVALID', { what: 'inclusion proof', reason });
}
