import { assert, equalPublicBytes, QForgeError } from '../base/index.ts';
import { CompactRange, type TreeHead } from './compact-range.ts';
import { proveConsistency } from './consistency-proof.ts';
import { decodeEntryBundle, encodeEntryBundle, MAX_ENTRY_BYTES } from './entry-bundle.ts';
import { proveInclusion, verifyInclusion } from './inclusion-proof.ts';
import { newBundles, newTiles, partialFolder, TILE_WIDTH, type Tile, tileAt, tilePath } from './tile.ts';
import { TileHashReader, writeTile } from './tile-hashes.ts';
import type { TileStore } from './tile-store.ts';
import type { TreeHasher } from './tree-hasher.ts';

/**
 * A log kept as tiles: C2SP tlog-tiles.
 *
 * Entries and hashes are written before whoever owns the log publishes a checkpoint over them; a crash in between leaves tiles that
 * no checkpoint speaks of, which the next append writes over. One writer at a time.
 */
export class TiledLog {
  readonly #store: TileStore;
  readonly #hasher: TreeHasher;
  #edge: CompactRange;

  private constructor(store: TileStore, hasher: TreeHasher, edge: CompactRange) {
    this.#store = store;
    this.#hasher = hasher;
    this.#edge = edge;
  }

  /** A log without entries. */
  static empty(store: TileStore, hasher: TreeHasher): TiledLog {
    return new TiledLog(store, hasher, CompactRange.empty(hasher));
  }

  /** The log of which the last checkpoint gives this head. Throws `LOG_DAMAGED` if the tiles do not lead to its root. */
  static async open(store: TileStore, hasher: TreeHasher, head: TreeHead): Promise<TiledLog> {
    const edge = await CompactRange.load(hasher, new TileHashReader(store, hasher, head.size), head.size);
    if (!equalPublicBytes(edge.head().root, head.root)) throw damaged('its tiles lead to another root');
    return new TiledLog(store, hasher, edge);
  }

  get head(): TreeHead {
    return this.#edge.head();
  }

  /**
   * Appends entries of at most 65,535 bytes, durably, and tells the new head. A failure leaves the log as it was.
   *
   * Throws `LOG_DAMAGED` and what the store throws.
   */
  async append(entries: readonly Uint8Array[]): Promise<TreeHead> {
    assert(
      entries.every(({ length }) => length <= MAX_ENTRY_BYTES),
      'an entry has at most 65,535 bytes',
    );
    if (entries.length === 0) return this.head;
    const hashes = entries.map((entry) => this.#hasher.leaf(entry));
    const edge = this.#edge.copy();
    for (const hash of hashes) edge.append(hash);
    await this.#writeBundles(entries, edge.size);
    for (const tile of newTiles(this.#edge.size, edge.size)) {
      await writeTile(this.#store, this.#hasher, tile, { hashes, first: this.#edge.size, size: edge.size });
    }
    await this.#dropPartials(edge.size);
    this.#edge = edge;
    return this.head;
  }

  /** The entry at this index. Throws `LOG_ENTRY_UNKNOWN` or `LOG_DAMAGED`. */
  async entry(index: number): Promise<Uint8Array> {
    const { size } = this.#edge;
    if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) {
      throw new QForgeError('LOG_ENTRY_UNKNOWN', { index, size });
    }
    const entries = await this.#bundle(bundleAt(Math.floor(index / TILE_WIDTH), size));
    const entry = entries[index % TILE_WIDTH];
    const leaf = await this.#reader().read({ level: 0, index });
    if (entry !== undefined && equalPublicBytes(this.#hasher.leaf(entry), leaf)) return entry;
    throw damaged(`entry ${index} does not have the hash of its leaf`);
  }

  /** Proves that the entry is in the tree of this size. Throws `LOG_ENTRY_UNKNOWN` or `LOG_DAMAGED`. */
  async proveInclusion(index: number, size: number = this.#edge.size): Promise<readonly Uint8Array[]> {
    this.#requireSize(size);
    const reader = this.#reader();
    const proof = await proveInclusion(reader, this.#hasher, index, size);
    if (size === this.#edge.size) {
      // What is handed out was checked: a damaged tile shows here, not at a stranger's.
      verifyInclusion(this.#hasher, { index, leafHash: await reader.read({ level: 0, index }), proof }, this.head);
    }
    return proof;
  }

  /** Proves that the tree of `newSize` begins with that of `oldSize`. Throws `LOG_ENTRY_UNKNOWN` or `LOG_DAMAGED`. */
  async proveConsistency(oldSize: number, newSize: number = this.#edge.size): Promise<readonly Uint8Array[]> {
    this.#requireSize(newSize);
    return proveConsistency(this.#reader(), this.#hasher, oldSize, newSize);
  }

  /** The head that the tree had at this size. Throws `LOG_ENTRY_UNKNOWN` or `LOG_DAMAGED`. */
  async headAt(size: number): Promise<TreeHead> {
    this.#requireSize(size);
    return (await CompactRange.load(this.#hasher, this.#reader(), size)).head();
  }

  #requireSize(size: number): void {
    if (Number.isSafeInteger(size) && size >= 0 && size <= this.#edge.size) return;
    throw new QForgeError('LOG_ENTRY_UNKNOWN', { index: size, size: this.#edge.size });
  }

  #reader(): TileHashReader {
    return new TileHashReader(this.#store, this.#hasher, this.#edge.size);
  }

  /** Writes the bundles that the new entries fill or widen, each with what it held before. */
  async #writeBundles(entries: readonly Uint8Array[], newSize: number): Promise<void> {
    const oldSize = this.#edge.size;
    for (const bundle of newBundles(oldSize, newSize)) {
      const start = bundle.index * TILE_WIDTH;
      const kept = start < oldSize ? await this.#bundle(bundleAt(bundle.index, oldSize)) : [];
      const added = entries.slice(Math.max(0, start - oldSize), start + bundle.width - oldSize);
      await this.#store.write(tilePath(bundle), encodeEntryBundle([...kept, ...added]));
    }
  }

  async #bundle(bundle: Tile): Promise<readonly Uint8Array[]> {
    const unverified = await this.#store.read(tilePath(bundle));
    if (unverified !== undefined) return decodeEntryBundle(unverified, bundle.width);
    // A crash between filling a bundle and publishing its checkpoint leaves the full one alone.
    const full = await this.#store.read(tilePath({ ...bundle, width: TILE_WIDTH }));
    if (full === undefined) throw damaged(`${tilePath(bundle)} is missing`);
    return decodeEntryBundle(full, TILE_WIDTH).slice(0, bundle.width);
  }

  /** Partial forms of a tile go once it is full: C2SP tlog-tiles, "Partial Tiles". */
  async #dropPartials(newSize: number): Promise<void> {
    const written = [...newTiles(this.#edge.size, newSize), ...newBundles(this.#edge.size, newSize)];
    for (const tile of written.filter(({ width }) => width === TILE_WIDTH)) {
      await this.#store.removeBelow(partialFolder(tile));
    }
  }
}

function bundleAt(index: number, size: number): Tile {
  return { ...tileAt(0, index, size), level: 'entries' };
}

function damaged(reason: string): QForgeError<'LOG_DAMAGED'> {
  return new QForgeError('LOG_DAMAGED', { reason });
}
