import type { RandomSource } from '../../base/index.ts';

const BUFFER_WORDS = 1024;

/** Draws numbers from a source of random bytes, which it reads in large steps. */
export class RandomDraws {
  readonly #source: RandomSource;
  readonly #bytes = new Uint8Array(4 * BUFFER_WORDS);
  readonly #view = new DataView(this.#bytes.buffer);
  #next = BUFFER_WORDS;

  constructor(source: RandomSource) {
    this.#source = source;
  }

  /** The next 32 bits. */
  word(): number {
    if (this.#next === BUFFER_WORDS) {
      this.#source.fill(this.#bytes);
      this.#next = 0;
    }
    const word = this.#view.getUint32(4 * this.#next, true);
    this.#next += 1;
    return word;
  }

  /** A number in [0, 1) with 53 random bits. */
  uniform(): number {
    return ((this.word() >>> 5) * 0x400_0000 + (this.word() >>> 6)) / 0x20_0000_0000_0000;
  }

  /** A whole number in [0, bound), for a bound of at most 2^32; each is as likely as any other to 2^-21. */
  below(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** One random bit. */
  bit(): 0 | 1 {
    return (this.word() & 1) as 0 | 1;
  }

  /** How many failures come before the next success of probability `p` > 0: where the next rare error lies. */
  failuresBefore(logOfFailure: number): number {
    return Math.floor(Math.log1p(-this.uniform()) / logOfFailure);
  }
}
