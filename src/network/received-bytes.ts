import { Fifo } from './fifo.ts';

/** Bytes received and not yet read, in the chunks in which they came. */
export class ReceivedBytes {
  readonly #chunks = new Fifo<Uint8Array>();
  #head: Uint8Array | undefined;

  get isEmpty(): boolean {
    return this.#head === undefined && this.#chunks.length === 0;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  /** Up to `maxBytes` from the front, as a view of one chunk; undefined when empty. */
  take(maxBytes: number): Uint8Array | undefined {
    const chunk = this.#head ?? this.#chunks.shift();
    if (chunk === undefined) return undefined;
    this.#head = chunk.length > maxBytes ? chunk.subarray(maxBytes) : undefined;
    return chunk.subarray(0, maxBytes);
  }
}
