import { assert } from '../base/index.ts';
import { parseDecimal } from './decimal.ts';
import type { MerkleNode } from './leaf-range.ts';

/** Hashes of a full tile, and entries of a full bundle: C2SP tlog-tiles. */
export const TILE_WIDTH = 256;
/** Levels of the tree in one tile. */
export const TILE_HEIGHT = 8;

const MAX_TILE_LEVEL = 63;
const PATH_DIGITS = 3;
const PATH_GROUP = 1000;
const TILE_PATH = /^tile\/([^/]+)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/u;
const ENTRIES = 'entries';

/** Which tile: of hashes at a level counted in tiles, or of entries. A width below 256 means a partial one. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/**
 * The path of a tile under the prefix of its log: C2SP tlog-tiles, "Merkle Tree" and "Log entries".
 *
 *     tile/0/x001/x234/067        the full tile 1234067 of level 0
 *     tile/entries/000.p/17       the first 17 entries
 */
export function tilePath(tile: Tile): string {
  const partial = tile.width === TILE_WIDTH ? '' : `${PARTIAL}/${tile.width}`;
  return `${fullPath(tile)}${partial}`;
}

const PARTIAL = '.p';

/** The folder that holds the partial forms of a tile. */
export function partialFolder(tile: Tile): string {
  return `${fullPath(tile)}${PARTIAL}`;
}

function fullPath({ level, index }: Tile): string {
  const groups: string[] = [];
  let rest = index;
  do {
    groups.unshift(String(rest % PATH_GROUP).padStart(PATH_DIGITS, '0'));
    rest = Math.floor(rest / PATH_GROUP);
  } while (rest > 0);
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group));
  return `tile/${level}/${path.join('/')}`;
}

/** The tile of a path in its one canonical form; undefined for anything else. */
export function parseTilePath(unverified: string): Tile | undefined {
  const [, levelText = '', groups = '', widthText] = TILE_PATH.exec(unverified) ?? [];
  const level: Tile['level'] | undefined = levelText === ENTRIES ? ENTRIES : parseDecimal(levelText);
  const index = Number(groups.replaceAll(/[x/]/gu, ''));
  const width = widthText === undefined ? TILE_WIDTH : Number(widthText);
  if (level === undefined || (level !== ENTRIES && level > MAX_TILE_LEVEL)) return undefined;
  if (!Number.isSafeInteger(index) || width < 1 || width > TILE_WIDTH) return undefined;
  const tile = { level, index, width };
  // Leading groups of zeros, and partial tiles of full width, have another path.
  return tilePath(tile) === unverified ? tile : undefined;
}

/** Which hashes of which tile make a node, in a tree of this size. The node must be complete there. */
export function tileOfNode({ level, index }: MerkleNode, size: number): { tile: Tile; first: number; count: number } {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const count = 2 ** (level % TILE_HEIGHT);
  const firstHash = index * count;
  const tile = tileAt(tileLevel, Math.floor(firstHash / TILE_WIDTH), size);
  const first = firstHash % TILE_WIDTH;
  assert(first + count <= tile.width, 'the node is complete in the tree');
  return { tile, first, count };
}

/** The tile at this place in a tree of this size, as wide as it is there. */
export function tileAt(level: number, index: number, size: number): Tile {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return { level, index, width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH) };
}

/** The tiles of hashes that a tree has at `newSize` and did not have, or not as wide, at `oldSize`; lowest level first. */
export function newTiles(oldSize: number, newSize: number): readonly Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; newSize >= TILE_WIDTH ** level; level++) {
    const [before, after] = [oldSize, newSize].map((size) => Math.floor(size / TILE_WIDTH ** level)) as [
      number,
      number,
    ];
    if (before === after) break;
    for (let index = Math.floor(before / TILE_WIDTH); index * TILE_WIDTH < after; index++) {
      tiles.push(tileAt(level, index, newSize));
    }
  }
  return tiles;
}

/** The bundles of entries that are new, or wider, at `newSize`. */
export function newBundles(oldSize: number, newSize: number): readonly Tile[] {
  return newTiles(oldSize, newSize)
    .filter(({ level }) => level === 0)
    .map((tile) => ({ ...tile, level: ENTRIES }));
}
