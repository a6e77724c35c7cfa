import { assert, defined } from '../base/index.ts';
import { completeNodes, foldHashes, type HashReader } from './leaf-range.ts';
import type { TreeHasher } from './tree-hasher.ts';

/** A size and the root over so many leaves. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * The right edge of a tree that grows: one hash for each 1 bit of its size, the largest node first.
 *
 * It is all that appending takes; proofs need the nodes that it forgets.
 */
export class CompactRange {
  readonly #hasher: TreeHasher;
  readonly #nodes: Uint8Array[];
  #size: number;

  private constructor(hasher: TreeHasher, nodes: Uint8Array[], size: number) {
    this.#hasher = hasher;
    this.#nodes = nodes;
    this.#size = size;
  }

  /** The edge of the empty tree. */
  static empty(hasher: TreeHasher): CompactRange {
    return new CompactRange(hasher, [], 0);
  }

  /** The edge of a tree of which the complete nodes are known. */
  static async load(hasher: TreeHasher, reader: HashReader, size: number): Promise<CompactRange> {
    const nodes = completeNodes({ start: 0, end: size }).map((node) => reader.read(node));
    return new CompactRange(hasher, await Promise.all(nodes), size);
  }

  /** The edge as it is now, to go on from separately. */
  copy(): CompactRange {
    return new CompactRange(this.#hasher, [...this.#nodes], this.#size);
  }

  get size(): number {
    return this.#size;
  }

  /** Appends a leaf, and closes the nodes that it completes. */
  append(leafHash: Uint8Array): void {
    assert(this.#size < Number.MAX_SAFE_INTEGER, 'a tree has at most 2^53 - 1 leaves');
    let hash = leafHash;
    for (let size = this.#size; size % 2 === 1; size = (size - 1) / 2) {
      hash = this.#hasher.node(defined(this.#nodes.pop(), 'a node for each bit of the size'), hash);
    }
    this.#nodes.push(hash);
    this.#size += 1;
  }

  head(): TreeHead {
    return { size: this.#size, root: foldHashes(this.#hasher, this.#nodes) };
  }
}
