/** Seeded chance for many short runs: xorshift32 behind a mixer, one number of state. Never for keys. */
export class QuickChances {
  #state = 1;

  constructor(seed: number) {
    // Seeds may be larger than 32 bits: both halves count. The mixer is that of splitmix32.
    let mixed = (Math.imul(Math.floor(seed / 2 ** 32), 0x85eb_ca6b) ^ seed ^ 0x9e37_79b9) >>> 0;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    this.#state = (mixed ^ (mixed >>> 15)) >>> 0 || 1;
  }

  /** A whole number of 32 bits. */
  u32(): number {
    let word = this.#state;
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    this.#state = word;
    return word >>> 0;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.trunc((this.u32() * limit) / 4_294_967_296);
  }

  /** True once in so many times. */
  onceIn(times: number): boolean {
    return this.below(times) === 0;
  }

  /** Bits of which each is set with a chance of 1/2, or of 3/4 when `dense`. */
  mask(dense: boolean): number {
    const bits = this.u32() >>> 8;
    return dense ? bits | (this.u32() >>> 8) : bits;
  }
}
