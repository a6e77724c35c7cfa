import { assert } from './assert.ts';

const INITIAL_BYTES = 256;

/** Writes big-endian fields into one growing buffer; the mirror of `ByteReader`. Lengths and ranges are asserted. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(initialBytes: number = INITIAL_BYTES) {
    this.#bytes = new Uint8Array(initialBytes);
  }

  /** Begins anew in the same memory: what was finished before is overwritten. */
  restart(): this {
    this.#length = 0;
    return this;
  }

  u8(value: number): this {
    assert(Number.isInteger(value) && value >= 0 && value < 2 ** 8, 'a u8 fits');
    const start = this.#grow(1);
    this.#bytes[start] = value;
    return this;
  }

  u16(value: number): this {
    assert(Number.isInteger(value) && value >= 0 && value < 2 ** 16, 'a u16 fits');
    const start = this.#grow(2);
    this.#bytes[start] = value >>> 8;
    this.#bytes[start + 1] = value;
    return this;
  }

  u32(value: number): this {
    assert(Number.isInteger(value) && value >= 0 && value < 2 ** 32, 'a u32 fits');
    this.#word(this.#grow(4), value);
    return this;
  }

  /** A non-negative safe integer as 64 bits. */
  u64(value: number): this {
    assert(Number.isSafeInteger(value) && value >= 0, 'a u64 is a safe integer');
    const start = this.#grow(8);
    this.#word(start, Math.floor(value / 2 ** 32));
    this.#word(start + 4, value % 2 ** 32);
    return this;
  }

  /** A non-negative safe integer in LEB128: seven bits a byte from the lowest on, the high bit of all but the last set. */
  varint(value: number): this {
    assert(Number.isSafeInteger(value) && value >= 0, 'a varint is a safe integer');
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.u8((rest % 128) + 128);
    return this.u8(rest);
  }

  bytes(value: Uint8Array): this {
    const start = this.#grow(value.length);
    this.#bytes.set(value, start);
    return this;
  }

  /** One byte for each character of a byte string. */
  byteString(value: string): this {
    const start = this.#grow(value.length);
    const bytes = this.#bytes;
    for (let at = 0; at < value.length; at++) bytes[start + at] = value.charCodeAt(at);
    return this;
  }

  /** Bytes behind a 16-bit length. */
  bytes16(value: Uint8Array): this {
    return this.u16(value.length).bytes(value);
  }

  /** What was written, as a view of the writer's own buffer: don't write on after this. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #word(start: number, value: number): void {
    const bytes = this.#bytes;
    bytes[start] = value >>> 24;
    bytes[start + 1] = value >>> 16;
    bytes[start + 2] = value >>> 8;
    bytes[start + 3] = value;
  }

  /** Makes room, maybe in a new buffer: call it before naming `#bytes`. */
  #grow(length: number): number {
    const start = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
    }
    return start;
  }
}
