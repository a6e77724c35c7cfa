import { concatBytes } from '../base/index.ts';

/** Divides a stream of unknown length whose last bytes are a digest: holds back what may yet be the digest. */
export class DigestTail {
  readonly #tailBytes: number;
  #held: Uint8Array = new Uint8Array(0);

  constructor(tailBytes: number) {
    this.#tailBytes = tailBytes;
  }

  /** What came last: the digest, once the stream has ended. */
  get held(): Uint8Array {
    return this.#held;
  }

  /** Takes the next piece; returns what certainly lies before the digest. */
  push(piece: Uint8Array): readonly Uint8Array[] {
    if (piece.length < this.#tailBytes) return this.#pushShort(piece);
    const before = this.#held;
    const split = piece.length - this.#tailBytes;
    this.#held = piece.slice(split);
    return [before, piece.subarray(0, split)].filter(({ length }) => length > 0);
  }

  #pushShort(piece: Uint8Array): readonly Uint8Array[] {
    const joined = concatBytes(this.#held, piece);
    const split = Math.max(0, joined.length - this.#tailBytes);
    this.#held = joined.subarray(split);
    return split === 0 ? [] : [joined.subarray(0, split)];
  }
}
