import { assert, defined } from '../base/index.ts';
import type { TreeHasher } from './tree-hasher.ts';

/** The leaves from `start` up to, and without, `end`. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** A node over 2^level leaves, the first of which is `index` * 2^level. */
export interface MerkleNode {
  readonly level: number;
  readonly index: number;
}

/** Where hashes of complete nodes come from. */
export interface HashReader {
  read(node: MerkleNode): Promise<Uint8Array>;
}

/** The largest power of two below `size`, which is at least 2: the split of RFC 6962 §2.1. */
export function splitOf(size: number): number {
  assert(size >= 2, 'a single leaf has no split');
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** The largest complete nodes that together are the range, left to right. Its start must allow them: a subtree of RFC 6962. */
export function completeNodes({ start, end }: LeafRange): readonly MerkleNode[] {
  const nodes: MerkleNode[] = [];
  let [at, level] = [start, Math.floor(Math.log2(Math.max(1, end - start))) + 1];
  for (; level >= 0; level--) {
    const width = 2 ** level;
    if (at + width > end) continue;
    assert(at % width === 0, 'a subtree begins where a complete node may');
    nodes.push({ level, index: at / width });
    at += width;
  }
  assert(at === end, 'the nodes cover the range');
  return nodes;
}

/** Folds the hashes of complete nodes, left to right, into the hash over all of them. */
export function foldHashes(hasher: TreeHasher, hashes: readonly Uint8Array[]): Uint8Array {
  const last = hashes.at(-1);
  if (last === undefined) return hasher.empty();
  return hashes.slice(0, -1).reduceRight((right, left) => hasher.node(left, right), last);
}

/** MTH(D[start:end]) of RFC 6962 §2.1, from complete nodes. */
export async function rangeHash(reader: HashReader, hasher: TreeHasher, range: LeafRange): Promise<Uint8Array> {
  const hashes = await Promise.all(completeNodes(range).map((node) => reader.read(node)));
  return foldHashes(hasher, hashes);
}

/** Hashes of several ranges, in their order. */
export async function rangeHashes(
  reader: HashReader,
  hasher: TreeHasher,
  ranges: readonly LeafRange[],
): Promise<readonly Uint8Array[]> {
  return Promise.all(ranges.map((range) => rangeHash(reader, hasher, range)));
}

/** The hash of a complete node from the hashes of its 2^k leaves or lower nodes. */
export function completeHash(hasher: TreeHasher, hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) {
    assert(row.length % 2 === 0, 'a complete node has a power of two below it');
    const below = row;
    row = Array.from({ length: below.length / 2 }, (_, at) =>
      hasher.node(defined(below[2 * at], 'a left hash'), defined(below[2 * at + 1], 'a right hash')),
    );
  }
  return defined(row[0], 'a node over something');
}
