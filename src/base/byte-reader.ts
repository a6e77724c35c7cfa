import { QForgeError } from './errors.ts';

/**
 * Reads big-endian fields from bytes that came from outside.
 *
 * Every read checks the length first; `end()` refuses trailing bytes. Byte fields are views, not copies.
 * Throws `MALFORMED`, whose sentence begins with `what` was being read: `The frame`.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #what: string;
  #offset = 0;

  constructor(unverified: Uint8Array, what: string) {
    this.#bytes = unverified;
    this.#view = new DataView(unverified.buffer, unverified.byteOffset, unverified.byteLength);
    this.#what = what;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  /** An unsigned 64-bit integer, refused above 2^53 - 1. */
  u64(): number {
    const start = this.#advance(8);
    const value = this.#view.getUint32(start) * 2 ** 32 + this.#view.getUint32(start + 4);
    if (value > Number.MAX_SAFE_INTEGER) throw this.malformed('a number is too large');
    return value;
  }

  /** A number from 0 to `max`, which is at least 1, in LEB128: seven bits a byte from the lowest on, in as few bytes as it takes. */
  varint(max: number): number {
    let value = 0;
    for (let scale = 1; scale <= max; scale *= 128) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (value > max) break;
      if (byte >= 128) continue;
      if (byte === 0 && scale > 1) throw this.malformed('a number is longer than it needs to be');
      return value;
    }
    throw this.malformed('a number is too large');
  }

  /** The next `length` bytes, as a view. */
  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** What a function makes of the next `length` bytes, where they are: without a view of them. */
  read<Value>(length: number, valueAt: (unverified: DataView, offset: number) => Value): Value {
    return valueAt(this.#view, this.#advance(length));
  }

  /** Bytes behind a 16-bit length, at most `maxLength` of them. */
  bytes16(maxLength: number): Uint8Array {
    const length = this.u16();
    if (length > maxLength) throw this.malformed(`a field has ${length} bytes, over the limit of ${maxLength}`);
    return this.bytes(length);
  }

  /** Everything that is left, as a view. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  /** Refuses trailing bytes. */
  end(): void {
    if (this.remaining !== 0) throw this.malformed(`${this.remaining} trailing bytes`);
  }

  /** The error for this input, for checks beyond lengths. */
  malformed(reason: string): QForgeError<'MALFORMED'> {
    return new QForgeError('MALFORMED', { what: this.#what, reason });
  }

  #advance(length: number): number {
    if (length > this.remaining) throw this.malformed(`${length} bytes wanted, ${this.remaining} left`);
    const start = this.#offset;
    this.#offset += length;
    return start;
  }
}
