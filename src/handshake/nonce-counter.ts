import { assert, QForgeError } from '../base/index.ts';

/** Byte order of the counter in the nonce: big for AESGCM, little for ChaChaPoly (Noise §12.3, §12.4). */
export type NonceEncoding = 'big-endian' | 'little-endian';

const NONCE_BYTES = 12;
const WORD = 2 ** 32;
const LAST_WORD = WORD - 1;

/** Of the message in the making: they are made one at a time. Its first four bytes stay zero. */
const sharedNonce = new Uint8Array(NONCE_BYTES);
const sharedView = new DataView(sharedNonce.buffer);

/**
 * A 64-bit message counter and its nonce: four zero bytes, then the counter. spec/noise §5
 *
 *     0       4                       12
 *     +-------+-----------------------+
 *     | zeros | counter, 64 bits      |
 *     +-------+-----------------------+
 *
 * 2^64 - 1 is reserved for rekeying, so 2^64 - 2 is the last one; from then on the counter stays exhausted.
 */
export class NonceCounter {
  readonly #littleEndian: boolean;
  // Two halves, because a number is exact only up to 2^53 and a BigInt is slow.
  #high = 0;
  #low = 0;

  constructor(encoding: NonceEncoding, start: bigint = 0n) {
    this.#littleEndian = encoding === 'little-endian';
    if (start === 0n) return;
    assert(start > 0n && start < 2n ** 64n, 'a counter has 64 bits');
    this.#high = Number(start >> 32n);
    this.#low = Number(start & BigInt(LAST_WORD));
  }

  /** The counter of the next message. */
  get value(): bigint {
    return (BigInt(this.#high) << 32n) + BigInt(this.#low);
  }

  /** The nonce of the next message, valid until the next call of any counter. Throws `NONCE_EXHAUSTED` at the end, and ever after. */
  nonce(): Uint8Array {
    if (this.#high === LAST_WORD && this.#low === LAST_WORD) {
      throw new QForgeError('NONCE_EXHAUSTED', { counter: String(this.value) });
    }
    return this.#encode(this.#high, this.#low);
  }

  /** The reserved nonce of 2^64 - 1, valid until the next call of any counter. */
  reservedNonce(): Uint8Array {
    return this.#encode(LAST_WORD, LAST_WORD);
  }

  /** Moves on to the next message. */
  advance(): void {
    this.#low = (this.#low + 1) % WORD;
    if (this.#low === 0) this.#high += 1;
  }

  /** A counter that goes on by itself from here. */
  clone(): NonceCounter {
    const copy = new NonceCounter(this.#littleEndian ? 'little-endian' : 'big-endian');
    copy.#high = this.#high;
    copy.#low = this.#low;
    return copy;
  }

  #encode(high: number, low: number): Uint8Array {
    sharedView.setUint32(4, this.#littleEndian ? low : high, this.#littleEndian);
    sharedView.setUint32(8, this.#littleEndian ? high : low, this.#littleEndian);
    return sharedNonce;
  }
}
