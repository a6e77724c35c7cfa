import { concatBytes } from '../../src/base/index.ts';
import type { Chances } from '../simulation/chances.ts';

/** Changed bytes and how they were changed. */
export type Mutation = readonly [what: string, bytes: Uint8Array];

/** Every `stride`-th bit of them flipped, each alone. */
export function* bitFlips(bytes: Uint8Array, stride: number): Generator<Mutation> {
  for (let bit = 0; bit < 8 * bytes.length; bit += stride) {
    yield [`bit ${bit % 8} of byte ${bit >> 3} flipped`, withBit(bytes, bit)];
  }
}

/** Cut short at every `stride`-th length, the empty one first. */
export function* truncations(bytes: Uint8Array, stride: number): Generator<Mutation> {
  for (let length = 0; length < bytes.length; length += stride)
    yield [`cut to ${length} bytes`, bytes.slice(0, length)];
}

/** One byte more at every `stride`-th place, behind the last too. */
export function* insertions(bytes: Uint8Array, stride: number, chances: Chances): Generator<Mutation> {
  for (let place = 0; place <= bytes.length; place += stride) {
    const inserted = concatBytes(bytes.subarray(0, place), chances.bytes(1), bytes.subarray(place));
    yield [`a byte put in at ${place}`, inserted];
  }
  yield ['a byte put at the end', concatBytes(bytes, chances.bytes(1))];
}

/** One byte less at every `stride`-th place. */
export function* deletions(bytes: Uint8Array, stride: number): Generator<Mutation> {
  for (let place = 0; place < bytes.length; place += stride) {
    yield [`byte ${place} taken out`, concatBytes(bytes.subarray(0, place), bytes.subarray(place + 1))];
  }
}

/** The beginning of one and the end of the other, joined at every `stride`-th place where they differ on both sides. */
export function* splices(bytes: Uint8Array, other: Uint8Array, stride: number): Generator<Mutation> {
  for (let place = 1; place < bytes.length; place += stride) {
    const spliced = concatBytes(bytes.subarray(0, place), other.subarray(place));
    if (Buffer.compare(spliced, bytes) !== 0 && Buffer.compare(spliced, other) !== 0) {
      yield [`another session's bytes from ${place} on`, spliced];
    }
  }
}

function withBit(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = new Uint8Array(bytes);
  const byte = bit >> 3;
  changed[byte] = (changed[byte] ?? 0) ^ (1 << (bit % 8));
  return changed;
}
