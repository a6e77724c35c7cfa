/** How long keys and hashes are cut for transforms, in bytes. */
export interface BlockGrid {
  /** Bytes of a block of the key, at most. */
  readonly column: number;
  /** Bytes of a block of the hash, at most. */
  readonly row: number;
}

/**
 * The grid with the fewest transforms for a key and a hash of so many bytes, when a block of the one and a block of the
 * other together have `room` bytes.
 *
 * Each block of either is transformed once, and one window of the seed for each distance between them: equal blocks share
 * windows, and so does a key or a hash that is one block.
 */
export function blockGrid(keyBytes: number, hashBytes: number, room: number): BlockGrid {
  const half = Math.floor(room / 2);
  const grids: BlockGrid[] = [{ column: half, row: half }];
  if (keyBytes < room) grids.push({ column: keyBytes, row: room - keyBytes });
  if (hashBytes < room) grids.push({ column: room - hashBytes, row: hashBytes });
  const blocks = ({ column, row }: BlockGrid): number => Math.ceil(keyBytes / column) + Math.ceil(hashBytes / row);
  return grids.reduce((best, grid) => (blocks(grid) < blocks(best) ? grid : best));
}
