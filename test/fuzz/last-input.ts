import { MAX_INPUT_BYTES } from './byte-mutator.ts';

const HEADER_WORDS = 2;

/** The input that a worker is on, in memory that its keeper can read even while it never comes back. */
export class LastInput {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(4 * HEADER_WORDS + MAX_INPUT_BYTES)) {
    this.memory = memory;
    this.#words = new Int32Array(memory, 0, HEADER_WORDS);
    this.#bytes = new Uint8Array(memory, 4 * HEADER_WORDS);
  }

  /** How many inputs there have been. */
  get count(): number {
    return Atomics.load(this.#words, 0);
  }

  /** The worker begins with this one. */
  set(input: Uint8Array): void {
    const kept = input.subarray(0, MAX_INPUT_BYTES);
    this.#bytes.set(kept);
    Atomics.store(this.#words, 1, kept.length);
    Atomics.add(this.#words, 0, 1);
  }

  /** The input, in base64. */
  get(): string {
    return Buffer.from(this.#bytes.slice(0, Atomics.load(this.#words, 1))).toString('base64');
  }
}
