import { ByteReader, ByteWriter, unreachable } from '../../base/index.ts';
import { KeyBook } from './key-book.ts';
import { PEER_KEY_BYTES, type PeerKey } from './peer-key.ts';
import { failureNumber, type RouteOutcome, routeFailures } from './route-outcome.ts';
import { type RoutePacket, readPacket, writePacket } from './route-packet.ts';
import { entryBytes, type RouteEntry, readEntries, writeEntries } from './route-update.ts';
import { MAX_ANSWER_BYTES, MAX_UPDATE_ENTRIES } from './routing-limits.ts';

/** What neighbours say to each other. spec/routing §2 */
export type RouteFrame =
  | { readonly type: 'probe'; readonly number: number }
  | { readonly type: 'probeReply'; readonly number: number }
  | { readonly type: 'update'; readonly number: number; readonly entries: readonly RouteEntry[] }
  /** With the destinations whose announcement the router has to see before it takes a way to them. */
  | { readonly type: 'updateTaken'; readonly number: number; readonly wanted: readonly PeerKey[] }
  | { readonly type: 'forward'; readonly number: number; readonly packet: RoutePacket }
  | { readonly type: 'outcome'; readonly number: number; readonly outcome: RouteOutcome };

/** Room for what all frames have, and for bodies that are short. */
const FRAME_BYTES = 96;

const TYPES = ['probe', 'probeReply', 'update', 'updateTaken', 'forward', 'outcome'] as const;

//  | type u8 | number u32 | body |
//  probe, probeReply: no body    update: entries    updateTaken: n x origin 32    forward: packet
//  outcome: | 0 u8 | answer |  or  | reason u8 |                                             spec/routing §2

/** The bytes of a frame, written from the start of a writer: a view of its memory. */
export function encodeFrame(
  frame: RouteFrame,
  writer: ByteWriter = new ByteWriter(FRAME_BYTES + bodyBytes(frame)),
): Uint8Array {
  writer
    .restart()
    .u8(TYPES.indexOf(frame.type) + 1)
    .u32(frame.number);
  switch (frame.type) {
    case 'update':
      return writeEntries(writer, frame.entries).finish();
    case 'forward':
      return writePacket(writer, frame.packet).finish();
    case 'outcome':
      return writeOutcome(writer, frame.outcome).finish();
    case 'updateTaken':
      for (const origin of frame.wanted) writer.byteString(origin);
      return writer.finish();
    case 'probe':
    case 'probeReply':
      return writer.finish();
    default:
      return unreachable(frame);
  }
}

/** About how long a body is, so that the writer need not grow. */
function bodyBytes(frame: RouteFrame): number {
  if (frame.type === 'forward') return frame.packet.payload.length;
  return frame.type === 'update' ? frame.entries.reduce((sum, entry) => sum + entryBytes(entry), 0) : 0;
}

/** Reads a frame; what it keeps of a packet is a view, and devices that were read before are the strings in the book. Throws `MALFORMED`. */
export function decodeFrame(unverified: Uint8Array, keys: KeyBook = new KeyBook()): RouteFrame {
  const reader = new ByteReader(unverified, 'The routing frame');
  const type = TYPES[reader.u8() - 1];
  const number = reader.u32();
  switch (type) {
    case 'update':
      return { type, number, entries: readEntries(reader, keys) };
    case 'forward':
      return { type, number, packet: readPacket(reader) };
    case 'outcome':
      return { type, number, outcome: readOutcome(reader) };
    case 'updateTaken':
      return { type, number, wanted: readWanted(reader, keys) };
    case 'probe':
    case 'probeReply':
      reader.end();
      return { type, number };
    default:
      throw reader.malformed('its type is unknown');
  }
}

function readWanted(reader: ByteReader, { keyAt }: KeyBook): readonly PeerKey[] {
  const count = reader.remaining / PEER_KEY_BYTES;
  if (count > MAX_UPDATE_ENTRIES) throw reader.malformed('it wants more than an update has');
  const wanted: PeerKey[] = [];
  while (reader.remaining > 0) wanted.push(reader.read(PEER_KEY_BYTES, keyAt));
  return wanted;
}

function writeOutcome(writer: ByteWriter, outcome: RouteOutcome): ByteWriter {
  return outcome.delivered ? writer.u8(0).bytes(outcome.answer) : writer.u8(failureNumber(outcome.reason));
}

function readOutcome(reader: ByteReader): RouteOutcome {
  const code = reader.u8();
  if (code === 0) {
    const answer = reader.rest();
    if (answer.length > MAX_ANSWER_BYTES) throw reader.malformed('its answer is too long');
    return { delivered: true, answer: answer.slice() };
  }
  const reason = routeFailures[code - 1];
  if (reason === undefined) throw reader.malformed('its reason is unknown');
  reader.end();
  return { delivered: false, reason };
}
