import { concatBytes, QForgeError } from '../base/index.ts';
import { completeHash, type HashReader, type MerkleNode } from './leaf-range.ts';
import { TILE_WIDTH, type Tile, tileAt, tileOfNode, tilePath } from './tile.ts';
import type { TileStore } from './tile-store.ts';
import { TREE_HASH_BYTES, type TreeHasher } from './tree-hasher.ts';

/** Reads hashes of complete nodes out of the tiles of a tree of one size, each tile once. */
export class TileHashReader implements HashReader {
  readonly #store: TileStore;
  readonly #hasher: TreeHasher;
  readonly #size: number;
  readonly #tiles = new Map<string, Promise<readonly Uint8Array[]>>();

  constructor(store: TileStore, hasher: TreeHasher, size: number) {
    this.#store = store;
    this.#hasher = hasher;
    this.#size = size;
  }

  /** Throws `LOG_DAMAGED` if the tile is missing or has another length. */
  async read(node: MerkleNode): Promise<Uint8Array> {
    const { tile, first, count } = tileOfNode(node, this.#size);
    const hashes = await this.#hashesOf(tile);
    return completeHash(this.#hasher, hashes.slice(first, first + count));
  }

  async #hashesOf(tile: Tile): Promise<readonly Uint8Array[]> {
    const path = tilePath(tile);
    const known = this.#tiles.get(path) ?? readTile(this.#store, tile);
    this.#tiles.set(path, known);
    return known;
  }
}

/** The hashes of a tile; a partial one may also be found as the beginning of the full one. Throws `LOG_DAMAGED`. */
async function readTile(store: TileStore, tile: Tile): Promise<readonly Uint8Array[]> {
  const full = { ...tile, width: TILE_WIDTH };
  const exact = await store.read(tilePath(tile));
  const unverified = exact ?? (tile.width < TILE_WIDTH ? await store.read(tilePath(full)) : undefined);
  if (unverified === undefined) throw new QForgeError('LOG_DAMAGED', { reason: `${tilePath(tile)} is missing` });
  const width = exact === undefined ? TILE_WIDTH : tile.width;
  if (unverified.length !== width * TREE_HASH_BYTES) {
    throw new QForgeError('LOG_DAMAGED', { reason: `${tilePath(tile)} has ${unverified.length} bytes` });
  }
  return Array.from({ length: tile.width }, (_, at) =>
    unverified.slice(at * TREE_HASH_BYTES, (at + 1) * TREE_HASH_BYTES),
  );
}

/** Leaf hashes that are new in a tree, from leaf `first` on; `size` is that of the tree with them. */
export interface NewLeaves {
  readonly hashes: readonly Uint8Array[];
  readonly first: number;
  readonly size: number;
}

/** Writes a tile that is new or wider, with what it held before. Tiles of lower levels must have been written. */
export async function writeTile(store: TileStore, hasher: TreeHasher, tile: Tile, added: NewLeaves): Promise<void> {
  const level = tile.level === 'entries' ? 0 : tile.level;
  const start = tile.index * TILE_WIDTH;
  const before = tileAt(level, tile.index, added.first);
  const kept = before.width > 0 ? await readTile(store, before) : [];
  const fresh = Array.from({ length: tile.width - kept.length }, async (_, at) => {
    const hash = start + kept.length + at;
    if (level === 0) return added.hashes[hash - added.first] ?? missing(tile);
    return completeHash(hasher, await readTile(store, tileAt(level - 1, hash, added.size)));
  });
  await store.write(tilePath(tile), concatBytes(...kept, ...(await Promise.all(fresh))));
}

function missing(tile: Tile): never {
  throw new QForgeError('LOG_DAMAGED', { reason: `a hash of ${tilePath(tile)} is missing` });
}
