import { SeededRandom } from '../link/seeded-random.ts';

const TWO_TO_MINUS_32 = 2 ** -32;

/** Indices of bits, in the smallest words that hold them. */
export type BitIndices = Uint16Array | Uint32Array;

function bitIndices(length: number): BitIndices {
  return length <= 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);
}

/**
 * The bit that stands at each place in one pass: a shuffle (Fisher and Yates, inside out).
 *
 * Both ends compute it from a public seed, so it need not be secret, but it must not be known before the bits are fixed.
 */
export function keyOrder(length: number, pass: number, seed: Uint8Array): BitIndices {
  const order = bitIndices(length);
  const random = new SeededRandom(passSeed(seed, pass));
  for (let place = 0; place < length; place++) {
    const chosen = Math.floor(random.u32() * TWO_TO_MINUS_32 * (place + 1));
    order[place] = order[chosen] ?? 0;
    order[chosen] = place;
  }
  return order;
}

/** The place at which each bit stands: the inverse of an order. */
export function keyPlaces(order: BitIndices): BitIndices {
  const places = bitIndices(order.length);
  for (let place = 0; place < order.length; place++) places[order[place] ?? 0] = place;
  return places;
}

function passSeed(seed: Uint8Array, pass: number): Uint8Array {
  const bytes = new Uint8Array(seed.length + 2);
  bytes.set(seed);
  bytes[seed.length] = pass >> 8;
  bytes[seed.length + 1] = pass & 0xff;
  return bytes;
}
