import { assert, type RandomSource } from '../../base/index.ts';

const BUFFER_WORDS = 1024;
const TWO_TO_26 = 2 ** 26;
const TWO_TO_32 = 2 ** 32;
const TWO_TO_53 = 2 ** 53;

/** Random numbers of several kinds, drawn from a source of random bytes. */
export class RandomNumbers {
  readonly #source: RandomSource;
  readonly #words = new Uint32Array(BUFFER_WORDS);
  readonly #bytes = new Uint8Array(this.#words.buffer);
  #next = BUFFER_WORDS;
  #bits = 0;
  #bitsLeft = 0;

  constructor(source: RandomSource) {
    this.#source = source;
  }

  /** 32 random bits, as an unsigned number. */
  u32(): number {
    if (this.#next === BUFFER_WORDS) {
      this.#source.fill(this.#bytes);
      this.#next = 0;
    }
    return this.#words[this.#next++] ?? 0;
  }

  /** 0 or 1. */
  bit(): number {
    if (this.#bitsLeft === 0) {
      this.#bits = this.u32();
      this.#bitsLeft = 32;
    }
    const bit = this.#bits & 1;
    this.#bits >>>= 1;
    this.#bitsLeft--;
    return bit;
  }

  /** A number from 0 to 1, 1 not among them, with 53 random bits. */
  uniform(): number {
    return ((this.u32() >>> 5) * TWO_TO_26 + (this.u32() >>> 6)) / TWO_TO_53;
  }

  /** A whole number from 0 to `limit` - 1, each as likely as the others; `limit` is at most 2^32. */
  below(limit: number): number {
    assert(limit >= 1 && limit <= TWO_TO_32, 'a limit of random numbers is from 1 to 2^32');
    const usable = TWO_TO_32 - (TWO_TO_32 % limit);
    let word = this.u32();
    while (word >= usable) word = this.u32();
    return word % limit;
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** How many trials fail before the first that succeeds, each with this probability; Infinity if none ever does. */
  failuresBefore(probability: number): number {
    if (probability >= 1) return 0;
    if (!(probability > 0)) return Number.POSITIVE_INFINITY;
    return Math.floor(Math.log(1 - this.uniform()) / Math.log1p(-probability));
  }

  /** How many of `trials` succeed, each with this probability; meant for few trials. */
  successes(trials: number, probability: number): number {
    let count = 0;
    for (let trial = 0; trial < trials; trial++) if (this.uniform() < probability) count++;
    return count;
  }
}
