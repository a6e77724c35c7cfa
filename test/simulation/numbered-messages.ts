import { Chances } from './chances.ts';

const HEADER_BYTES = 8;

/** The message of this number in a simulation: the number, the seed, and bytes that follow from both. */
export function numberedMessage(seed: number, number: number, length: number): Uint8Array {
  const body = new Chances(seed * 1_000_003 + number).bytes(16);
  const message = new Uint8Array(HEADER_BYTES + length);
  const view = new DataView(message.buffer);
  view.setUint32(0, seed);
  view.setUint32(4, number);
  for (let offset = 0; offset < length; offset++)
    message[HEADER_BYTES + offset] = (body[offset % 16] ?? 0) + (offset >> 4);
  return message;
}

/** The number of a message, if every one of its bytes is what it should be. */
export function numberOf(seed: number, unverified: Uint8Array): number | undefined {
  if (unverified.length < HEADER_BYTES) return undefined;
  const number = new DataView(unverified.buffer, unverified.byteOffset).getUint32(4);
  const expected = numberedMessage(seed, number, unverified.length - HEADER_BYTES);
  return Buffer.compare(expected, unverified) === 0 ? number : undefined;
}
