import { type ByteReader, QForgeError } from '../../base/index.ts';
import { bytesOfBits } from '../amplification/bit-strings.ts';
import { MAX_BLOCK_DETECTIONS } from './message-types.ts';

/** What Bob announces of his detections. */
export interface AnnouncedDetections {
  /** Pulses in which he detected something, ascending. */
  readonly pulses: Float64Array;
  /** His bases; empty when the protocol does not announce them. */
  readonly bases: Uint8Array;
}

const CONTINUES = 0x80;
const VARINT_BYTES = 8;

/**
 * Encodes detections: their number (u32), the distance of each pulse from the one before (LEB128), and the bases,
 * two bits each, if there are any. docs/spec/qkd-post-processing.md §4.
 */
export function encodeDetections({ pulses, bases }: AnnouncedDetections): Uint8Array {
  const bytes = new Uint8Array(4 + pulses.length * VARINT_BYTES + bytesOfBits(2 * bases.length));
  new DataView(bytes.buffer).setUint32(0, pulses.length);
  let offset = 4;
  let before = -1;
  for (const pulse of pulses) {
    let distance = pulse - before - 1;
    for (; distance >= CONTINUES; distance = Math.floor(distance / CONTINUES)) {
      bytes[offset++] = (distance % CONTINUES) | CONTINUES;
    }
    bytes[offset++] = distance;
    before = pulse;
  }
  for (let index = 0; index < bases.length; index++) {
    const place = offset + (index >> 2);
    bytes[place] = (bytes[place] ?? 0) | ((bases[index] ?? 0) << (2 * (index & 3)));
  }
  return bytes.subarray(0, offset + bytesOfBits(2 * bases.length));
}

/** Decodes detections of pulses below `pulseCount`. Throws `MALFORMED`, and `QKD_ABORTED` for more than a block has. */
export function decodeDetections(
  unverified: ByteReader,
  pulseCount: number,
  basesAnnounced: boolean,
  largestBasis: number,
): AnnouncedDetections {
  const count = unverified.u32();
  if (count > MAX_BLOCK_DETECTIONS) throw new QForgeError('QKD_ABORTED', { reason: 'a block has too many detections' });
  if (unverified.remaining < count) throw unverified.malformed('it has fewer bytes than detections');
  const pulses = decodePulses(unverified, count, pulseCount);
  const bases = new Uint8Array(basesAnnounced ? count : 0);
  const packed = unverified.bytes(bytesOfBits(2 * bases.length));
  unverified.end();
  for (let index = 0; index < bases.length; index++) {
    const basis = ((packed[index >> 2] ?? 0) >> (2 * (index & 3))) & 3;
    if (basis > largestBasis) throw unverified.malformed(`there is no basis ${basis}`);
    bases[index] = basis;
  }
  return { pulses, bases };
}

function decodePulses(unverified: ByteReader, count: number, pulseCount: number): Float64Array {
  const pulses = new Float64Array(count);
  let before = -1;
  for (let index = 0; index < count; index++) {
    before += unverified.varint(pulseCount) + 1;
    if (before >= pulseCount) throw unverified.malformed('a pulse was not sent');
    pulses[index] = before;
  }
  return pulses;
}
