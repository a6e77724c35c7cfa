const HEADER_BYTES = 4;
const PACK_BYTES = 64 * 1024;

/** Cuts a stream into messages behind a 32-bit length; gives views where a message came whole. */
export class FrameReader {
  #partial: Buffer | undefined;

  /** Calls `handler` for each message that is complete with this chunk. */
  push(chunk: Buffer, handler: (message: Uint8Array) => void): void {
    const bytes = this.#partial === undefined ? chunk : Buffer.concat([this.#partial, chunk]);
    let offset = 0;
    while (bytes.length - offset >= HEADER_BYTES) {
      const end = offset + HEADER_BYTES + bytes.readUInt32BE(offset);
      if (end > bytes.length) break;
      handler(bytes.subarray(offset + HEADER_BYTES, end));
      offset = end;
    }
    this.#partial = offset === bytes.length ? undefined : Buffer.from(bytes.subarray(offset));
  }
}

/** A message behind its length, in one new buffer. */
export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + message.length);
  frame.writeUInt32BE(message.length);
  frame.set(message, HEADER_BYTES);
  return frame;
}

/** Gathers framed messages into large buffers, the most an application can do by itself for a stream's throughput. */
export class FramePacker {
  readonly #write: (bytes: Buffer) => void;
  #pack: Buffer = Buffer.allocUnsafeSlow(PACK_BYTES);
  #filled = 0;

  constructor(write: (bytes: Buffer) => void) {
    this.#write = write;
  }

  add(message: Uint8Array): void {
    const length = HEADER_BYTES + message.length;
    if (this.#filled + length > PACK_BYTES) this.flush();
    if (length > PACK_BYTES) {
      this.#write(framed(message));
      return;
    }
    this.#pack.writeUInt32BE(message.length, this.#filled);
    this.#pack.set(message, this.#filled + HEADER_BYTES);
    this.#filled += length;
  }

  flush(): void {
    if (this.#filled === 0) return;
    this.#write(this.#pack.subarray(0, this.#filled));
    this.#pack = Buffer.allocUnsafeSlow(PACK_BYTES);
    this.#filled = 0;
  }
}
