import type { ByteReader, ByteWriter } from '../../base/index.ts';
import type { KeyBook } from './key-book.ts';
import { PEER_KEY_BYTES, type PeerKey } from './peer-key.ts';
import { INFINITE_COST_US, MAX_ANNOUNCEMENT_BYTES, MAX_HOPS, MAX_UPDATE_ENTRIES } from './routing-limits.ts';

/** What a neighbour says of the way to one destination. */
export type RouteEntry =
  | { readonly kind: 'withdrawn'; readonly origin: PeerKey }
  | {
      readonly kind: 'route';
      readonly origin: PeerKey;
      /** Of the announcement that the route rests on. */
      readonly sequence: number;
      /** Of the whole way from the neighbour on, in microseconds. */
      readonly costUs: number;
      /** From the hop behind the neighbour to the origin; empty if the neighbour is the origin. */
      readonly path: readonly PeerKey[];
      /** Left out unless it was asked for. When it was read it is a view of the frame: whoever keeps it copies it. */
      readonly announcement: Uint8Array | undefined;
    };

const WITHDRAWN = 0;
const KNOWN = 1;
const ANNOUNCED = 2;

const WITHDRAWN_BYTES = 1 + PEER_KEY_BYTES;
/** Of a route with an empty path and without its announcement. */
const ROUTE_BYTES = 1 + PEER_KEY_BYTES + 8 + 4 + 1;

//  | n u16 | n x entry |
//  entry:  | 0 u8 | origin 32 |
//          | 1 u8 | origin 32 | sequence u64 | cost u32 | m u8 | path m x 32 |
//          | 2 u8 | as above  | announcement len16 |                                      spec/routing §4

/** Writes the entries of an update behind what is there. */
export function writeEntries(writer: ByteWriter, entries: readonly RouteEntry[]): ByteWriter {
  writer.u16(entries.length);
  for (const entry of entries) writeEntry(writer, entry);
  return writer;
}

/** How many bytes an entry takes. */
export function entryBytes(entry: RouteEntry): number {
  if (entry.kind === 'withdrawn') return WITHDRAWN_BYTES;
  const { path, announcement } = entry;
  const routeBytes = ROUTE_BYTES + path.length * PEER_KEY_BYTES;
  return announcement === undefined ? routeBytes : routeBytes + 2 + announcement.length;
}

/** Reads the entries of an update to the end; announcements are views. Throws `MALFORMED`. */
export function readEntries(reader: ByteReader, keys: KeyBook): readonly RouteEntry[] {
  const count = reader.u16();
  if (count > MAX_UPDATE_ENTRIES) throw reader.malformed('it has too many entries');
  const entries: RouteEntry[] = [];
  for (let entry = 0; entry < count; entry++) entries.push(readEntry(reader, keys));
  reader.end();
  return entries;
}

function writeEntry(writer: ByteWriter, entry: RouteEntry): ByteWriter {
  if (entry.kind === 'withdrawn') return writer.u8(WITHDRAWN).byteString(entry.origin);
  const { origin, sequence, costUs, path, announcement } = entry;
  writer.u8(announcement === undefined ? KNOWN : ANNOUNCED).byteString(origin);
  writer.u64(sequence).u32(costUs).u8(path.length);
  for (const hop of path) writer.byteString(hop);
  return announcement === undefined ? writer : writer.bytes16(announcement);
}

function readEntry(reader: ByteReader, { keyAt }: KeyBook): RouteEntry {
  const kind = reader.u8();
  if (kind > ANNOUNCED) throw reader.malformed('it has an entry of an unknown kind');
  const origin = reader.read(PEER_KEY_BYTES, keyAt);
  if (kind === WITHDRAWN) return { kind: 'withdrawn', origin };
  const sequence = reader.u64();
  const costUs = reader.u32();
  if (costUs > INFINITE_COST_US) throw reader.malformed('it has a cost above that of no way');
  const hops = reader.u8();
  if (hops >= MAX_HOPS) throw reader.malformed('it has a route of too many hops');
  const path: PeerKey[] = [];
  for (let hop = 0; hop < hops; hop++) path.push(reader.read(PEER_KEY_BYTES, keyAt));
  if (hops > 0 && path.at(-1) !== origin) throw reader.malformed('it has a route that does not end at its origin');
  const announcement = kind === ANNOUNCED ? reader.bytes16(MAX_ANNOUNCEMENT_BYTES) : undefined;
  return { kind: 'route', origin, sequence, costUs, path, announcement };
}
