import { equalPublicBytes, QForgeError } from '../base/index.ts';
import type { TreeHead } from './compact-range.ts';
import { requireHashes } from './inclusion-proof.ts';
import { type HashReader, type LeafRange, rangeHashes, splitOf } from './leaf-range.ts';
import type { TreeHasher } from './tree-hasher.ts';

/** The subtrees whose hashes prove that a tree only grew, from below up: RFC 6962 §2.1.2. */
export function consistencyRanges(oldSize: number, newSize: number): readonly LeafRange[] {
  if (oldSize === 0) return [];
  const ranges: LeafRange[] = [];
  let [start, end] = [0, newSize];
  while (end !== oldSize) {
    const middle = start + splitOf(end - start);
    if (oldSize <= middle) {
      ranges.unshift({ start: middle, end });
      end = middle;
    } else {
      ranges.unshift({ start, end: middle });
      start = middle;
    }
  }
  // The verifier knows the old tree itself, if that is what remained.
  return start === 0 ? ranges : [{ start, end }, ...ranges];
}

/** The proof that the tree of `newSize` begins with the tree of `oldSize`. Throws `LOG_ENTRY_UNKNOWN`. */
export async function proveConsistency(
  reader: HashReader,
  hasher: TreeHasher,
  oldSize: number,
  newSize: number,
): Promise<readonly Uint8Array[]> {
  if (!(Number.isSafeInteger(oldSize) && oldSize >= 0 && oldSize <= newSize)) {
    throw new QForgeError('LOG_ENTRY_UNKNOWN', { index: oldSize, size: newSize });
  }
  return rangeHashes(reader, hasher, consistencyRanges(oldSize, newSize));
}

/**
 * Checks that the tree of `newer` begins with the tree of `older`: RFC 9162 §2.1.4.2.
 *
 * The empty tree is the beginning of every tree, and a tree of itself: both take the empty proof only.
 * Throws `LOG_PROOF_INVALID`.
 */
export function verifyConsistency(
  hasher: TreeHasher,
  unverifiedProof: readonly Uint8Array[],
  older: TreeHead,
  newer: TreeHead,
): void {
  requireHashes('consistency proof', [older.root, newer.root, ...unverifiedProof]);
  if (older.size > newer.size) throw invalid('the tree shrank');
  if (older.size === 0 || older.size === newer.size) {
    if (unverifiedProof.length > 0) throw invalid('it is too long');
    requireTrivial(hasher, older, newer);
    return;
  }
  const roots = climb(hasher, unverifiedProof, older, newer);
  if (!equalPublicBytes(roots.older, older.root)) throw invalid('it leads to another old root');
  if (!equalPublicBytes(roots.newer, newer.root)) throw invalid('it leads to another new root');
}

/** The old tree is empty, or all of the new one. */
function requireTrivial(hasher: TreeHasher, older: TreeHead, newer: TreeHead): void {
  if (older.size === newer.size && !equalPublicBytes(older.root, newer.root)) {
    throw invalid('trees of one size have two roots');
  }
  if (older.size === 0 && !equalPublicBytes(older.root, hasher.empty())) {
    throw invalid('the empty tree has another root');
  }
}

/** The two roots to which a proof leads. */
function climb(hasher: TreeHasher, proof: readonly Uint8Array[], older: TreeHead, newer: TreeHead): RootPair {
  const path = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof;
  const start = path[0];
  if (start === undefined) throw invalid('it is too short');
  let [at, last] = [older.size - 1, newer.size - 1];
  while (at % 2 === 1) [at, last] = [(at - 1) / 2, Math.floor(last / 2)];
  let [oldHash, newHash] = [start, start];
  for (const hash of path.slice(1)) {
    if (last === 0) throw invalid('it is too long');
    if (at % 2 === 1 || at === last) {
      [oldHash, newHash] = [hasher.node(hash, oldHash), hasher.node(hash, newHash)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      newHash = hasher.node(newHash, hash);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  if (last !== 0) throw invalid('it is too short');
  return { older: oldHash, newer: newHash };
}

interface RootPair {
  readonly older: Uint8Array;
  readonly newer: Uint8Array;
}

function isPowerOfTwo(size: number): boolean {
  return size === 1 || splitOf(size) * 2 === size;
}

function invalid(reason: string): QForgeError<'LOG_PROOF_INVALID'> {
  return new QForgeError('LOG_PROOF_INVALID', { what: 'consistency proof', reason });
}
