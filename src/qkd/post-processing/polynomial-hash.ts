/** Bytes of a hash key, of a pad and of a hash. */
export const HASH_BYTES = 16;
/** Bits of information in a hash: it is a number below 2^127. */
export const HASH_BITS = 127;

const PRIME = (1n << 127n) - 1n;
const BLOCK_BYTES = 15;

/**
 * Polynomial hash over the field of 2^127 - 1 elements, piece by piece: blocks of 15 bytes with a 1 above them are the
 * coefficients, the key is the point, and there is no constant term.
 *
 * Almost Delta-universal: for two different inputs of at most L blocks and any difference, at most L of the 2^127 keys
 * give hashes with this difference (den Boer, J. Comput. Secur. 2, 65 (1993)).
 */
export class PolynomialHash {
  readonly #point: bigint;
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #filled = 0;
  #sum = 0n;
  #blocks = 0;

  constructor(key: Uint8Array) {
    this.#point = numberOf(key) % PRIME;
  }

  /** Blocks taken in so far, an unfinished one included. */
  get blocks(): number {
    return this.#blocks + (this.#filled > 0 ? 1 : 0);
  }

  update(bytes: Uint8Array): this {
    for (let offset = 0; offset < bytes.length; ) {
      const taken = Math.min(BLOCK_BYTES - this.#filled, bytes.length - offset);
      this.#block.set(bytes.subarray(offset, offset + taken), this.#filled);
      this.#filled += taken;
      offset += taken;
      if (this.#filled === BLOCK_BYTES) this.#absorb();
    }
    return this;
  }

  /** The hash of what was taken in, plus `pad` modulo 2^127 - 1: a Wegman-Carter tag when the pad is used once. */
  digest(pad?: Uint8Array): Uint8Array<ArrayBuffer> {
    if (this.#filled > 0) this.#absorb();
    return bytesOf((this.#sum + (pad === undefined ? 0n : numberOf(pad))) % PRIME);
  }

  #absorb(): void {
    const block = numberOf(this.#block.subarray(0, this.#filled)) + (1n << BigInt(8 * this.#filled));
    this.#sum = ((this.#sum + block) * this.#point) % PRIME;
    this.#filled = 0;
    this.#blocks++;
  }
}

/** Probability that two different inputs of at most `blocks` blocks have a given difference of hashes. */
export function collisionBound(blocks: number): number {
  return Math.max(1, blocks) * 2 ** -HASH_BITS;
}

/** Bytes as a number, the first one the highest. */
function numberOf(bytes: Uint8Array): bigint {
  let value = 0n;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  for (; offset + 4 <= bytes.length; offset += 4) value = (value << 32n) | BigInt(view.getUint32(offset));
  for (; offset < bytes.length; offset++) value = (value << 8n) | BigInt(view.getUint8(offset));
  return value;
}

function bytesOf(value: bigint): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HASH_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, value >> 64n);
  view.setBigUint64(8, value & 0xffff_ffff_ffff_ffffn);
  return bytes;
}
