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

/** Bytes as they came, and how far they have been read. */
export class ReceivedChunk {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes have not been read. */
  get left(): number {
    return this.#bytes.length - this.#offset;
  }

  /** The next bytes, as many as there are, as a view. */
  take(maxBytes: number): Uint8Array {
    const taken = this.#bytes.subarray(this.#offset, this.#offset + maxBytes);
    this.#offset += taken.length;
    return taken;
  }
}

/**
 * Cuts a byte stream into length-prefixed packets.
 *
 * A packet that lies whole in one chunk is not copied; one that spans chunks is gathered in a buffer of its exact length, which
 * is only taken once the length was found legal. Between packets nothing is kept.
 *
 *     next(chunk) -> packet | undefined (then the chunk is read, and its rest is stored)
 */
export class PacketAssembler {
  readonly #format: PacketFormat;
  readonly #buffers: GatherBuffers;
  /** A header in memory of its own: of a packet that spans chunks. */
  #header: Uint8Array | undefined;
  #headerFilled = 0;
  #body: Uint8Array | undefined;
  #bodyLength = 0;
  #bodyFilled = 0;
  #delivered: Uint8Array | undefined;

  constructor(format: PacketFormat, buffers: GatherBuffers) {
    this.#format = format;
    this.#buffers = buffers;
  }

  /** Bytes of a packet whose rest has not come. */
  get gatheredBytes(): number {
    return this.#headerFilled + this.#bodyFilled;
  }

  /** The next whole packet; undefined when the chunk has no more. Throws `MALFORMED` for an illegal length, and ever after. */
  next(chunk: ReceivedChunk): Packet | undefined {
    this.#releaseDelivered();
    const header = this.#nextHeader(chunk);
    if (header === undefined) return undefined;
    return this.#wholePacket(header, chunk) ?? this.#gatheredPacket(header, chunk);
  }

  /** Gives every buffer back; the assembler is not used after this. */
  dispose(): void {
    this.#releaseDelivered();
    if (this.#body !== undefined) this.#buffers.release(this.#body);
    this.#body = undefined;
  }

  /** The header of the packet that comes, once all of it is there and was found legal. */
  #nextHeader(chunk: ReceivedChunk): Uint8Array | undefined {
    if (this.#body !== undefined) return this.#header;
    const { headerBytes } = this.#format;
    const isWhole = this.#headerFilled === 0 && chunk.left >= headerBytes;
    const header = isWhole ? chunk.take(headerBytes) : this.#gatheredHeader(headerBytes, chunk);
    if (header === undefined) return undefined;
    this.#bodyLength = lengthIn(header);
    if (this.#format.isLegalLength(this.#bodyLength)) return header;
    // What comes later has no place in a packet.
    this.#keepHeader(header);
    throw new QForgeError('MALFORMED', { what: this.#format.what, reason: 'its length is out of range' });
  }

  #gatheredHeader(headerBytes: number, chunk: ReceivedChunk): Uint8Array | undefined {
    const taken = chunk.take(headerBytes - this.#headerFilled);
    if (this.#headerFilled + taken.length === 0) return undefined;
    this.#header ??= new Uint8Array(headerBytes);
    this.#header.set(taken, this.#headerFilled);
    this.#headerFilled += taken.length;
    return this.#headerFilled === headerBytes ? this.#header : undefined;
  }

  /** The body as a view of the chunk, if it is all there. */
  #wholePacket(header: Uint8Array, chunk: ReceivedChunk): Packet | undefined {
    if (this.#body !== undefined || chunk.left < this.#bodyLength) return undefined;
    return this.#deliver(header, chunk.take(this.#bodyLength));
  }

  #gatheredPacket(header: Uint8Array, chunk: ReceivedChunk): Packet | undefined {
    if (this.#body === undefined) this.#keepHeader(header);
    this.#body ??= this.#buffers.acquire(this.#bodyLength);
    const taken = chunk.take(this.#bodyLength - this.#bodyFilled);
    this.#body.set(taken, this.#bodyFilled);
    this.#bodyFilled += taken.length;
    if (this.#bodyFilled < this.#bodyLength) return undefined;
    const body = this.#body.subarray(0, this.#bodyLength);
    this.#delivered = this.#body;
    this.#body = undefined;
    return this.#deliver(this.#header ?? header, body);
  }

  #keepHeader(header: Uint8Array): void {
    this.#header ??= new Uint8Array(header);
    this.#headerFilled = header.length;
  }

  #deliver(header: Uint8Array, body: Uint8Array): Packet {
    this.#header = undefined;
    this.#headerFilled = 0;
    this.#bodyFilled = 0;
    return { header, body };
  }

  #releaseDelivered(): void {
    if (this.#delivered !== undefined) this.#buffers.release(this.#delivered);
    this.#delivered = undefined;
  }
}

function lengthIn(header: Uint8Array): number {
  let length = 0;
  for (let at = 0; at < header.length; at++) length = length * 256 + (header[at] ?? 0);
  return length;
}
