import { ByteReader } from '../../base/index.ts';
import { bytesOfBits, packBits, unpackBits } from '../amplification/bit-strings.ts';
import { decodeDetections, encodeDetections } from '../post-processing/detection-message.ts';
import type { BobRecords } from '../post-processing/end-records.ts';

const LARGEST_BASIS = 3;

/** What the simulated photons of a stretch of pulses showed Bob: his bits, four bytes behind their length, and the rest. */
export function encodePhotons({ pulses, bases, bits }: BobRecords): Uint8Array {
  const detections = encodeDetections({ pulses, bases });
  const packed = packBits(bits);
  const bytes = new Uint8Array(4 + packed.length + detections.length);
  new DataView(bytes.buffer).setUint32(0, bits.length);
  bytes.set(packed, 4);
  bytes.set(detections, 4 + packed.length);
  return bytes;
}

/** Reads what {@link encodePhotons} wrote. Throws `MALFORMED`. */
export function decodePhotons(unverified: Uint8Array, pulseCount: number): BobRecords {
  const body = new ByteReader(unverified, 'The simulated photons');
  const count = body.u32();
  const packed = body.bytes(bytesOfBits(count));
  const { pulses, bases } = decodeDetections(body, pulseCount, true, LARGEST_BASIS);
  if (pulses.length !== count) throw body.malformed('there are not as many bits as detections');
  return { pulses, bases, bits: unpackBits(packed, count) };
}
