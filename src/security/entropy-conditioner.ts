import { ByteWriter, SecretBytes, utf8 } from '../base/index.ts';
import type { Hash } from '../crypto/index.ts';

const KEY_BYTES = 64;
/** Of one derivation; most requests are for 16 bytes, and a derivation for each would cost more than all else about them. */
export const ENTROPY_PAD_BYTES = 192;
const GATHER_INFO = utf8('qforge entropy gather v2');
const FILL_INFO = utf8('qforge entropy fill v3');

/**
 * Brings the bytes of several sources together, so that the outcome is no worse than the best of them. docs/spec/entropy.md §3
 *
 *     key         = HKDF(salt = key, ikm = what the sources gave, each with its length)
 *     pad || key  = HKDF(key, number of the pad)
 *     output      = bytes XOR the next bytes of pads
 *
 * Each byte of a pad is used once and overwritten. Who learns the key later, learns none of what was used before.
 */
export class EntropyConditioner implements Disposable {
  readonly #hash: Hash;
  #key: SecretBytes | undefined;
  #pads = 0;
  #pad: SecretBytes | undefined;
  #padUsed = 0;

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
    this.#dropPad();
    for (const spent of [joined, ...inputs]) spent.fill(0);
  }

  /** Mixes what was taken in into `target`. */
  mixInto(target: Uint8Array): void {
    for (let offset = 0; offset < target.length; ) {
      if (this.#key === undefined) return;
      this.#pad ??= this.#nextPad(this.#key);
      offset += this.#mixPiece(target, offset, this.#pad.expose());
    }
  }

  [Symbol.dispose](): void {
    this.#key?.wipe();
    this.#key = undefined;
    this.#dropPad();
  }

  /** Uses as much of the pad as there is, or is needed; returns how much. */
  #mixPiece(target: Uint8Array, offset: number, pad: Uint8Array): number {
    const from = this.#padUsed;
    const length = Math.min(target.length - offset, pad.length - from);
    for (let index = 0; index < length; index += 1) {
      target[offset + index] = (target[offset + index] ?? 0) ^ (pad[from + index] ?? 0);
      pad[from + index] = 0;
    }
    this.#padUsed += length;
    if (this.#padUsed === pad.length) this.#dropPad();
    return length;
  }

  #nextPad(key: SecretBytes): SecretBytes {
    this.#pads += 1;
    const number = new ByteWriter(8).u64(this.#pads).finish();
    const stream = this.#hash.hkdf(key.expose(), number, FILL_INFO, ENTROPY_PAD_BYTES + KEY_BYTES);
    this.#replaceKey(stream.subarray(ENTROPY_PAD_BYTES));
    return SecretBytes.take(stream.subarray(0, ENTROPY_PAD_BYTES));
  }

  #dropPad(): void {
    this.#pad?.wipe();
    this.#pad = undefined;
    this.#padUsed = 0;
  }

  #replaceKey(bytes: Uint8Array): void {
    this.#key?.wipe();
    this.#key = SecretBytes.take(bytes);
  }
}
