import { assert, ByteReader, ByteWriter } from '../base/index.ts';
import { TILE_WIDTH } from './tile.ts';

/** No entry is longer: its length has 16 bits. */
export const MAX_ENTRY_BYTES = 0xffff;

/**
 * Entries as a bundle: C2SP tlog-tiles, "Log entries".
 *
 *     +-----------+--------+-----------+--------+--
 *     | length u16| entry  | length u16| entry  | ... 1 to 256 of them
 *     +-----------+--------+-----------+--------+--
 */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  assert(entries.length >= 1 && entries.length <= TILE_WIDTH, 'a bundle has 1 to 256 entries');
  const writer = new ByteWriter(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  for (const entry of entries) writer.bytes16(entry);
  return writer.finish();
}

/** The entries of a bundle that must hold `width` of them, as views. Throws `MALFORMED`. */
export function decodeEntryBundle(unverified: Uint8Array, width: number): readonly Uint8Array[] {
  const reader = new ByteReader(unverified, 'The entry bundle');
  const entries = Array.from({ length: width }, () => reader.bytes16(MAX_ENTRY_BYTES));
  reader.end();
  return entries;
}
