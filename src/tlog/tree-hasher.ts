import type { CryptoBackend, Hash } from '../crypto/index.ts';

/** Bytes of every hash in a tree: SHA-256. */
export const TREE_HASH_BYTES = 32;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The hashes of a Merkle tree: RFC 6962 §2.1. Leaves and nodes are hashed apart, so that neither passes for the other. */
export class TreeHasher {
  readonly #sha256: Hash;

  constructor(backend: CryptoBackend) {
    this.#sha256 = backend.hash('SHA-256');
  }

  /** The root of the tree without leaves. */
  empty(): Uint8Array {
    return this.#sha256.digest();
  }

  /** The hash of an entry as a leaf. */
  leaf(entry: Uint8Array): Uint8Array {
    return this.#sha256.digest(LEAF, entry);
  }

  /** The hash of the node over two others. */
  node(left: Uint8Array, right: Uint8Array): Uint8Array {
    return this.#sha256.digest(NODE, left, right);
  }
}
