import { ByteReader, ByteWriter, concatBytes, equalPublicBytes } from '../../base/index.ts';
import type { Hash } from '../../crypto/index.ts';

/** Bytes of the head of a journal. */
export const JOURNAL_HEAD_BYTES = 40;
/** No frame holds more: a safety record with three blocks fits. */
export const MAX_FRAME_BYTES = 8_388_608;

const MAGIC = Uint8Array.of(0x51, 0x46, 0x4a, 0x4e, 0x4c, 0x0d, 0x0a, 0x1a);
const CHECK_BYTES = 4;
const LENGTH_BYTES = 4;
const LINK_BYTES = 32;
/** Bytes of a frame before its payload. */
export const FRAME_HEAD_BYTES: number = LENGTH_BYTES + CHECK_BYTES + LINK_BYTES;

/** What a journal is for, as 32 bytes: one of another validator, chain or purpose is never taken for it. */
export type JournalPurpose = Uint8Array;

/**
 * The head: `| "QFJNL\r\n\x1a" 8 | purpose 32 |`. spec/decision-log §7
 */
export function journalHead(purpose: JournalPurpose): Uint8Array {
  return concatBytes(MAGIC, purpose);
}

/** The link before the first frame. */
export function firstLink(sha256: Hash, head: Uint8Array): Uint8Array {
  return sha256.digest(head);
}

/**
 * A frame: each is linked to all before it, so that none can be left out, moved or changed unseen. spec/decision-log §7
 *
 *     +------------+-------------------------------+-----------------------------------------+---------+
 *     | length u32 | SHA-256(link before, length)4 | link: SHA-256(before, length, payload)32| payload |
 *     +------------+-------------------------------+-----------------------------------------+---------+
 */
export function encodeFrame(
  sha256: Hash,
  before: Uint8Array,
  payload: Uint8Array,
): { bytes: Uint8Array; link: Uint8Array } {
  const length = new ByteWriter(LENGTH_BYTES).u32(payload.length).finish();
  const link = sha256.digest(before, length, payload);
  return { bytes: concatBytes(length, headCheck(sha256, before, length), link, payload), link };
}

function headCheck(sha256: Hash, before: Uint8Array, length: Uint8Array): Uint8Array {
  return sha256.digest(before, length).subarray(0, CHECK_BYTES);
}

/** Where the payload of a frame lies in the file. */
export interface FramePlace {
  readonly offset: number;
  readonly length: number;
}

/** What was found in a journal. */
export interface JournalScan {
  readonly frames: readonly FramePlace[];
  /** Where the next frame goes; whatever stands behind it was never complete. */
  readonly end: number;
  readonly link: Uint8Array;
  readonly isTorn: boolean;
}

/**
 * Reads a journal frame by frame.
 *
 * A crash in the middle of an append leaves the beginning of a frame, or zeros: that tail was never acknowledged and is given up.
 * Anything else that does not fit is damage. Throws `MALFORMED`.
 */
export function scanJournal(sha256: Hash, unverified: Uint8Array, purpose: JournalPurpose): JournalScan {
  const reader = new ByteReader(unverified, 'The journal');
  const head = reader.bytes(JOURNAL_HEAD_BYTES);
  if (!equalPublicBytes(head, journalHead(purpose))) throw reader.malformed('it is not the journal of this validator');
  const frames: FramePlace[] = [];
  let [end, link] = [JOURNAL_HEAD_BYTES, firstLink(sha256, head)];
  while (end < unverified.length) {
    const next = readFrame(sha256, unverified.subarray(end), link);
    if (next === 'torn') return { frames, end, link, isTorn: true };
    frames.push({ offset: end + FRAME_HEAD_BYTES, length: next.length });
    end += FRAME_HEAD_BYTES + next.length;
    link = next.link;
  }
  return { frames, end, link, isTorn: false };
}

function readFrame(
  sha256: Hash,
  rest: Uint8Array,
  before: Uint8Array,
): 'torn' | { readonly length: number; readonly link: Uint8Array } {
  if (rest.length < LENGTH_BYTES + CHECK_BYTES || rest.every((byte) => byte === 0)) return 'torn';
  const reader = new ByteReader(rest, 'The journal');
  const lengthBytes = rest.subarray(0, LENGTH_BYTES);
  const length = reader.u32();
  const isHeadGood = equalPublicBytes(reader.bytes(CHECK_BYTES), headCheck(sha256, before, lengthBytes));
  if (!isHeadGood || length > MAX_FRAME_BYTES) throw reader.malformed('the head of a frame was changed');
  if (reader.remaining < LINK_BYTES + length) return 'torn';
  const link = reader.bytes(LINK_BYTES);
  const payload = reader.bytes(length);
  if (!equalPublicBytes(link, sha256.digest(before, lengthBytes, payload)))
    throw reader.malformed('a frame was changed');
  return { length, link: link.slice() };
}
