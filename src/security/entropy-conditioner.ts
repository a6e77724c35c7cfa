import { ByteWriter, SecretBytes, utf8 } from '../base/index.ts';
import type { Hash } from '../crypto/index.ts';

const KEY_BYTES = 64;
const PIECE_BYTES = 8192;
const GATHER_INFO = utf8('qforge entropy gather v2');
const FILL_INFO = utf8('qforge entropy fill v2');

/**
 * Brings the bytes of several sources together, so that the outcome is no worse than the best of them. docs/spec/entropy.md §3
 *
 *     key         = HKDF(salt = key, ikm = what the sources gave, each with its length)
 *     pad || key  = HKDF(key, number of the output)
 *     output      = bytes XOR pad
 *
 * Who learns the key later, learns none of the pads before.
 */
export class EntropyConditioner implements Disposable {
  readonly #hash: Hash;
  #key: SecretBytes | undefined;
  #outputs = 0;

  /** `hash`: SHA-512. */
  constructor(hash: Hash) {
    this.#hash = hash;
  }

  /** Takes in what sources gave, all of it at once. The inputs are overwritten. */
  absorb(inputs: readonly Uint8Array[]): void {
    if (inputs.length === 0) return;
    const writer = new ByteWriter();
    for (const input of inputs) writer.bytes16(input);
    const joined = writer.finish();
    const salt = this.#key?.expose() ?? new Uint8Array(KEY_BYTES);
    this.#replaceKey(this.#hash.hkdf(joined, salt, GATHER_INFO, KEY_BYTES));
    for (const spent of [joined, ...inputs]) spent.fill(0);
  }

  /** Mixes what was taken in into `target`. */
  mixInto(target: Uint8Array): void {
    for (let offset = 0; offset < target.length; offset += PIECE_BYTES) {
      if (this.#key === undefined) return;
      this.#mixPiece(target.subarray(offset, offset + PIECE_BYTES), this.#key);
    }
  }

  [Symbol.dispose](): void {
    this.#key?.wipe();
    this.#key = undefined;
  }

  #mixPiece(piece: Uint8Array, key: SecretBytes): void {
    this.#outputs += 1;
    const number = new ByteWriter(8).u64(this.#outputs).finish();
    const stream = this.#hash.hkdf(key.expose(), number, FILL_INFO, piece.length + KEY_BYTES);
    for (let index = 0; index < piece.length; index += 1) piece[index] = (piece[index] ?? 0) ^ (stream[index] ?? 0);
    this.#replaceKey(stream.subarray(piece.length));
    stream.fill(0);
  }

  #replaceKey(bytes: Uint8Array): void {
    this.#key?.wipe();
    this.#key = SecretBytes.take(bytes);
  }
}
