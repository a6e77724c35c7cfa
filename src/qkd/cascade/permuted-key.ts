import { type BitIndices, keyOrder, keyPlaces } from './key-permutation.ts';

/** A key, one bit a byte, seen in the order of each pass: as it is in pass 0, shuffled in the others. */
export class PermutedKey {
  readonly bits: Uint8Array;
  readonly #seed: Uint8Array;
  readonly #orders: (BitIndices | undefined)[] = [];
  readonly #places: (BitIndices | undefined)[] = [];

  constructor(bits: Uint8Array, seed: Uint8Array) {
    this.bits = bits;
    this.#seed = seed;
  }

  get length(): number {
    return this.bits.length;
  }

  /** Parity of the bits from place `start` up to `end` in the order of a pass. */
  parity(pass: number, start: number, end: number): number {
    if (pass === 0) return plainParity(this.bits, start, end);
    return shuffledParity(this.bits, this.#order(pass), start, end);
  }

  /** The bit at a place of a pass. */
  bitAt(pass: number, place: number): number {
    return pass === 0 ? place : (this.#order(pass)[place] ?? 0);
  }

  /** The place of a bit in a pass. */
  placeOf(pass: number, bit: number): number {
    if (pass === 0) return bit;
    return (this.#places[pass] ??= keyPlaces(this.#order(pass)))[bit] ?? 0;
  }

  /** Turns one bit over. */
  flip(bit: number): void {
    this.bits[bit] = (this.bits[bit] ?? 0) ^ 1;
  }

  #order(pass: number): BitIndices {
    return (this.#orders[pass] ??= keyOrder(this.bits.length, pass, this.#seed));
  }
}

function plainParity(bits: Uint8Array, start: number, end: number): number {
  let sum = 0;
  for (let place = start; place < end; place++) sum ^= bits[place] ?? 0;
  return sum;
}

function shuffledParity(bits: Uint8Array, order: BitIndices, start: number, end: number): number {
  let sum = 0;
  for (let place = start; place < end; place++) sum ^= bits[order[place] ?? 0] ?? 0;
  return sum;
}
