import { createHash } from 'node:crypto';

const BLOCK_BYTES = 4096;
const TWO_TO_32 = 2 ** 32;

/** Random numbers that are the same for the same seed: SHAKE256 of the seed and a counter. */
export class SeededStream {
  readonly #seed: string;
  #block = Buffer.alloc(0);
  #at = 0;
  #blocks = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** The next bytes. */
  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.byte());
  }

  byte(): number {
    if (this.#at >= this.#block.length) this.#refill();
    return this.#block[this.#at++] ?? 0;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return (((this.byte() * 256 + this.byte()) * 256 + this.byte()) * 256 + this.byte()) / TWO_TO_32;
  }

  /** Time to the next event of a Poisson process: exponential with this mean. */
  exponential(mean: number): number {
    return -mean * Math.log1p(-this.uniform());
  }

  /** Standard normal: Box and Muller. */
  normal(): number {
    return Math.sqrt(2 * this.exponential(1)) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** How many of `count` trials succeed. */
  binomial(count: number, probability: number): number {
    let successes = 0;
    for (let trial = 0; trial < count; trial += 1) if (this.uniform() < probability) successes += 1;
    return successes;
  }

  #refill(): void {
    const hash = createHash('shake256', { outputLength: BLOCK_BYTES });
    this.#block = hash.update(`${this.#seed} ${(this.#blocks += 1)}`).digest();
    this.#at = 0;
  }
}
