import { QForgeError } from '../base/index.ts';

/** How packets are delimited: a big-endian length of so many bytes, then the body. */
export interface PacketFormat {
  readonly what: string;
  readonly headerBytes: 2 | 4;
  /** Checked before anything is stored. */
  isLegalLength(unverifiedLength: number): boolean;
}

/** Where gathered packets are kept until they are whole. */
export interface GatherBuffers {
  acquire(bytes: number): Uint8Array;
  release(buffer: Uint8Array): void;
}

/** One packet; both arrays are only valid until the next call of the assembler. */
export interface Packet {
  readonly header: Uint8Array;
  readonly body: Uint8Array;
}

/**
 * Cuts a byte stream into length-prefixed packets.
 *
 * A packet that lies whole in one chunk is not copied; one that spans chunks is gathered in a buffer of its exact length, which
 * is only taken once the length was found legal.
 *
 *     push(chunk) -> next() -> packet | undefined (then the rest of the chunk is stored)
 */
export class PacketAssembler {
  readonly #format: PacketFormat;
  readonly #buffers: GatherBuffers;
  readonly #header: Uint8Array;
  #headerFilled = 0;
  #chunk: Uint8Array = new Uint8Array(0);
  #offset = 0;
  #body: Uint8Array | undefined;
  #bodyLength = 0;
  #bodyFilled = 0;
  #delivered: Uint8Array | undefined;

  constructor(format: PacketFormat, buffers: GatherBuffers) {
    this.#format = format;
    this.#buffers = buffers;
    this.#header = new Uint8Array(format.headerBytes);
  }

  /** Bytes received and not yet given out as packets. */
  get pendingBytes(): number {
    return this.#headerFilled + this.#bodyFilled + (this.#chunk.length - this.#offset);
  }

  /** Offers a chunk; call `next` until it has no packet before offering another. */
  push(chunk: Uint8Array): void {
    this.#chunk = chunk;
    this.#offset = 0;
  }

  /** The next whole packet. Throws `MALFORMED` for an illegal length, and ever after. */
  next(): Packet | undefined {
    this.#releaseDelivered();
    if (!this.#fillHeader()) return undefined;
    const body = this.#body === undefined ? this.#wholeBody() : undefined;
    return body === undefined ? this.#gatheredPacket() : this.#deliver(body);
  }

  /** Gives every buffer back; the assembler is not used after this. */
  dispose(): void {
    this.#releaseDelivered();
    if (this.#body !== undefined) this.#buffers.release(this.#body);
    this.#body = undefined;
    this.#chunk = new Uint8Array(0);
    this.#offset = 0;
  }

  #fillHeader(): boolean {
    if (this.#body !== undefined) return true;
    const taken = this.#take(this.#format.headerBytes - this.#headerFilled);
    this.#header.set(taken, this.#headerFilled);
    this.#headerFilled += taken.length;
    if (this.#headerFilled < this.#format.headerBytes) return false;
    this.#bodyLength = this.#readLength();
    if (this.#format.isLegalLength(this.#bodyLength)) return true;
    throw new QForgeError('MALFORMED', { what: this.#format.what, reason: 'its length is out of range' });
  }

  #readLength(): number {
    let length = 0;
    for (const byte of this.#header) length = length * 256 + byte;
    return length;
  }

  /** The body as a view of the chunk, if it is all there. */
  #wholeBody(): Uint8Array | undefined {
    const available = this.#chunk.length - this.#offset;
    return available >= this.#bodyLength ? this.#take(this.#bodyLength) : undefined;
  }

  #gatheredPacket(): Packet | undefined {
    this.#body ??= this.#buffers.acquire(this.#bodyLength);
    const taken = this.#take(this.#bodyLength - this.#bodyFilled);
    this.#body.set(taken, this.#bodyFilled);
    this.#bodyFilled += taken.length;
    if (this.#bodyFilled < this.#bodyLength) return undefined;
    const body = this.#body.subarray(0, this.#bodyLength);
    this.#delivered = this.#body;
    this.#body = undefined;
    return this.#deliver(body);
  }

  #deliver(body: Uint8Array): Packet {
    this.#headerFilled = 0;
    this.#bodyFilled = 0;
    return { header: this.#header, body };
  }

  #take(maxBytes: number): Uint8Array {
    const taken = this.#chunk.subarray(this.#offset, this.#offset + maxBytes);
    this.#offset += taken.length;
    return taken;
  }

  #releaseDelivered(): void {
    if (this.#delivered !== undefined) this.#buffers.release(this.#delivered);
    this.#delivered = undefined;
  }
}
