import { QForgeError } from '../base/index.ts';
import { uninitialisedBytes } from './uninitialised-bytes.ts';

/** The longest handshake packet: the largest opening, IKpsk2 in the highest suite, has some 14 KiB. spec/handshake §4 */
export const MAX_HANDSHAKE_PACKET_BYTES = 16_384;

/** The shortest one: a challenge. */
export const MIN_HANDSHAKE_PACKET_BYTES = 36;

const HEADER_BYTES = 2;
const FIRST_BUFFER_BYTES = 64;
const EMPTY = new Uint8Array(0);

/** The memory of packets of this length and more is used again: to get new memory takes longer than to copy them. docs/adr/0224 */
const KEPT_FROM_BYTES = 4096;
const MAX_KEPT = 4;
/** Of packets that nobody needs any more. */
const kept: Uint8Array<ArrayBuffer>[] = [];

/** No more than twice as much, whatever was kept. */
function memoryFor(bytes: number): Uint8Array<ArrayBuffer> {
  const memory = bytes < KEPT_FROM_BYTES ? undefined : kept.pop();
  const isFit = memory !== undefined && memory.length >= bytes && memory.length <= 2 * bytes;
  return isFit ? memory.subarray(0, bytes) : uninitialisedBytes(bytes);
}

/** Gives the memory of a packet back that came out of `push`, once, and that nobody holds a view of. */
export function giveBackPacket(packet: Uint8Array<ArrayBuffer>): void {
  const { buffer } = packet;
  if (buffer.byteLength >= KEPT_FROM_BYTES && kept.length < MAX_KEPT) kept.push(new Uint8Array(buffer));
}

/**
 * The packet that a stranger is sending: `length u16 || body`, the length checked before anything is kept.
 *
 * It takes no more memory than twice what has come, so that whoever announces much and sends little costs little.
 */
export class HandshakePacketBuffer {
  #bytes: Uint8Array<ArrayBuffer> = EMPTY;
  #filled = 0;

  /**
   * Adds a chunk, which is copied. The packet's body once it is whole.
   *
   * Throws `MALFORMED` for a length out of range, and for anything behind the packet: nothing stands between handshake messages.
   */
  push(unverified: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
    if (this.#filled > 0) return this.#gather(unverified);
    const missing = missingBytes(unverified);
    if (missing !== 0) return this.#gather(unverified);
    // Most packets come in one piece. Not slice(), which of a Buffer is a view.
    const body = memoryFor(unverified.length - HEADER_BYTES);
    body.set(unverified.subarray(HEADER_BYTES));
    return body;
  }

  /** Forgets what has come. */
  clear(): void {
    this.#bytes = EMPTY;
    this.#filled = 0;
  }

  #gather(unverified: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
    // Up to the header's end first: without the length there is no telling how much may be kept.
    const ofHeader = Math.min(unverified.length, Math.max(0, HEADER_BYTES - this.#filled));
    this.#append(unverified.subarray(0, ofHeader));
    const missing = missingBytes(this.#bytes.subarray(0, this.#filled));
    const rest = unverified.subarray(ofHeader);
    if (missing === undefined) return undefined;
    if (rest.length > missing) throw malformed('there is more than the packet that is awaited');
    this.#append(rest);
    if (rest.length < missing) return undefined;
    const body = this.#bytes.slice(HEADER_BYTES, this.#filled);
    this.clear();
    return body;
  }

  #append(bytes: Uint8Array): void {
    const filled = this.#filled + bytes.length;
    if (filled > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(FIRST_BUFFER_BYTES, filled, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.#filled));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#filled);
    this.#filled = filled;
  }
}

/** How much of the packet is still to come after these bytes; undefined while its length is. Throws `MALFORMED`. */
function missingBytes(unverified: Uint8Array): number | undefined {
  // Not destructured, which goes through an iterator.
  const high = unverified[0];
  const low = unverified[1];
  if (high === undefined || low === undefined) return undefined;
  const length = high * 256 + low;
  if (length < MIN_HANDSHAKE_PACKET_BYTES || length > MAX_HANDSHAKE_PACKET_BYTES) {
    throw malformed('its length is out of range, so the other side may speak another protocol than qforge');
  }
  const missing = HEADER_BYTES + length - unverified.length;
  if (missing < 0) throw malformed('there is more than the packet that is awaited');
  return missing;
}

function malformed(reason: string): QForgeError<'MALFORMED'> {
  return new QForgeError('MALFORMED', { what: 'The handshake packet', reason });
}
