import { assert, ByteReader, ByteWriter, isQForgeError, utf8 } from '../base/index.ts';
import { type Checkpoint, MAX_ORIGIN_BYTES, parseCheckpoint } from './checkpoint.ts';
import type { NoteKey } from './note-key.ts';

/** Seconds since 1970 before the signature itself: C2SP tlog-cosignature, "Format". */
export const TIMESTAMP_BYTES = 8;

const LABEL = utf8('subtree/v1\n\0');
const WHOLE_TREE_START = 0;

/** A cosignature taken apart: the time that it states, and the signature under it. */
export interface TimestampedSignature {
  readonly timestamp: number;
  readonly signature: Uint8Array;
}

/** Puts the time before the signature. */
export function encodeTimestamped({ timestamp, signature }: TimestampedSignature): Uint8Array {
  return new ByteWriter(TIMESTAMP_BYTES + signature.length).u64(timestamp).bytes(signature).finish();
}

/** Takes a cosignature apart; undefined if it is too short, or its time beyond 2^53 - 1. */
export function decodeTimestamped(unverified: Uint8Array): TimestampedSignature | undefined {
  try {
    const reader = new ByteReader(unverified, 'The cosignature');
    return { timestamp: reader.u64(), signature: reader.rest() };
  } catch (error) {
    if (isQForgeError(error, 'MALFORMED')) return undefined;
    throw error;
  }
}

/** What a cosigner signs for the text of a checkpoint at a time. Throws `MALFORMED` if the text is no checkpoint. */
export function cosignedMessage({ kind, name }: NoteKey, text: string, timestamp: number): Uint8Array {
  const checkpoint = parseCheckpoint(text);
  return kind === 'ml-dsa-44-cosignature'
    ? subtreeMessage(name, checkpoint, timestamp)
    : utf8(`cosignature/v1\ntime ${timestamp}\n${text}`);
}

/**
 * C2SP tlog-cosignature, "ML-DSA-44 signed message":
 *
 *     +-----------------+---------------+---------------+-----------------+-----------+---------+---------+
 *     | "subtree/v1\n\0"| name, u8 long | timestamp u64 | origin, u8 long | start u64 | end u64 | hash 32 |
 *     +-----------------+---------------+---------------+-----------------+-----------+---------+---------+
 */
function subtreeMessage(cosigner: string, { origin, size, root }: Checkpoint, timestamp: number): Uint8Array {
  const [name, log] = [utf8(cosigner), utf8(origin)];
  assert(name.length <= MAX_ORIGIN_BYTES && log.length <= MAX_ORIGIN_BYTES, 'a name fits behind a length of 8 bits');
  return new ByteWriter()
    .bytes(LABEL)
    .u8(name.length)
    .bytes(name)
    .u64(timestamp)
    .u8(log.length)
    .bytes(log)
    .u64(WHOLE_TREE_START)
    .u64(size)
    .bytes(root)
    .finish();
}
