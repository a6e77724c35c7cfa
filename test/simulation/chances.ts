/** Seeded chance for simulations: xorshift128 (Marsaglia 2003). Never for keys. */
export class Chances {
  readonly #state: Uint32Array;

  constructor(seed: number) {
    // splitmix32 spreads neighbouring seeds over the whole state.
    let mixed = seed >>> 0;
    this.#state = Uint32Array.from({ length: 4 }, () => {
      mixed = (mixed + 0x9e37_79b9) >>> 0;
      let word = Math.imul(mixed ^ (mixed >>> 16), 0x21f0_aaad);
      word = Math.imul(word ^ (word >>> 15), 0x735a_2d97);
      return (word ^ (word >>> 15)) >>> 0;
    });
  }

  /** A whole number of 32 bits. */
  u32(): number {
    const [a = 0, , , d = 0] = this.#state;
    let mixed = d ^ (d << 11);
    mixed ^= mixed >>> 8;
    this.#state.copyWithin(1, 0, 3);
    const next = (mixed ^ a ^ (a >>> 19)) >>> 0;
    this.#state[0] = next;
    return next;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor((this.u32() / 2 ** 32) * limit);
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True with this probability. */
  happens(probability: number): boolean {
    return this.u32() / 2 ** 32 < probability;
  }

  /** One of the values. */
  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError('there is nothing to pick from');
    return value;
  }

  /** So many bytes. */
  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.u32() & 0xff);
  }

  /** Chances of their own, so that two parts do not disturb each other's. */
  fork(): Chances {
    return new Chances(this.u32());
  }
}
