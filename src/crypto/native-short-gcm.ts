import { type Cipheriv, createCipheriv, type KeyObject } from 'node:crypto';
import { GCM_KERNEL_LAYOUT as AT, type GcmKernel, gcmKernel } from './gcm-kernel.ts';

const BLOCK_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Counter blocks of one text: one for the tag, the rest for the text. */
const BLOCKS_PER_NONCE = 1 + AT.maxTextBytes / BLOCK_BYTES;
const STREAM_BYTES = BLOCKS_PER_NONCE * BLOCK_BYTES;

/** Nonces whose counter blocks are encrypted in one call: who counts up its nonces needs the next ones soon. */
const NONCES_AT_ONCE = 8;

/** Counter blocks as they are before encryption; all keys of this thread fill them in turn. SP 800-38D §7.1 */
const counterBlocks = new Uint8Array(NONCES_AT_ONCE * STREAM_BYTES);
const counterWords = new Uint32Array(counterBlocks.buffer);
const counterView = new DataView(counterBlocks.buffer);
for (let block = 0; block < counterBlocks.length / BLOCK_BYTES; block++) {
  counterView.setUint32(block * BLOCK_BYTES + NONCE_BYTES, 1 + (block % BLOCKS_PER_NONCE));
}

/**
 * AES-256-GCM for short texts by one long-lived cipher object.
 *
 * OpenSSL encrypts the counter blocks of several nonces in one call; the rest of GCM is done in WebAssembly. A cipher object for each
 * text costs far more than its encryption: this made round trips of 64 B over loopback a third shorter. The result is the same, bit
 * for bit.
 */
export class NativeShortGcm {
  readonly #kernel: GcmKernel;
  readonly #cipher: Cipheriv;
  readonly #hashKey: Uint8Array;
  /** Encrypted counter blocks of the nonces from `#firstNonce` on. */
  #streams: Uint8Array = new Uint8Array(0);
  readonly #firstNonce = new DataView(new ArrayBuffer(NONCE_BYTES));
  #nonces = 0;

  private constructor(kernel: GcmKernel, key: KeyObject) {
    this.#kernel = kernel;
    this.#cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
    this.#hashKey = this.#cipher.update(new Uint8Array(BLOCK_BYTES));
  }

  /** For one AES-256 key; undefined where there is no WebAssembly. */
  static create(key: KeyObject): NativeShortGcm | undefined {
    const kernel = gcmKernel();
    return kernel === undefined ? undefined : new NativeShortGcm(kernel, key);
  }

  /** Whether texts and associated data of such lengths are short. */
  static takes(textBytes: number, associatedBytes: number): boolean {
    return textBytes <= AT.maxTextBytes && associatedBytes <= AT.maxAssociatedBytes;
  }

  /** Writes ciphertext and tag to `target` from `offset` on; returns where they end. */
  seal(
    target: Uint8Array,
    offset: number,
    nonce: Uint8Array,
    plaintextParts: readonly Uint8Array[],
    associatedData: Uint8Array,
  ): number {
    const { memory, seal } = this.#kernel;
    this.#prepare(nonce, associatedData);
    let end: number = AT.text;
    for (const part of plaintextParts) {
      memory.set(part, end);
      end += part.length;
    }
    seal(end - AT.text, associatedData.length);
    target.set(memory.subarray(AT.text, end + TAG_BYTES), offset);
    return offset + end - AT.text + TAG_BYTES;
  }

  /** The plaintext; undefined if it does not authenticate. */
  open(nonce: Uint8Array, unverified: Uint8Array, associatedData: Uint8Array): Uint8Array | undefined {
    const { memory, open } = this.#kernel;
    const textBytes = unverified.length - TAG_BYTES;
    this.#prepare(nonce, associatedData);
    memory.set(unverified, AT.text);
    if (open(textBytes, associatedData.length) !== 0) return undefined;
    const plaintext = memory.slice(AT.text, AT.text + textBytes);
    memory.fill(0, AT.text, AT.text + textBytes);
    return plaintext;
  }

  #prepare(nonce: Uint8Array, associatedData: Uint8Array): void {
    const { memory } = this.#kernel;
    const start = STREAM_BYTES * this.#indexOf(nonce);
    memory.set(this.#hashKey, AT.hashKey);
    memory.set(this.#streams.subarray(start, start + STREAM_BYTES), AT.stream);
    memory.set(associatedData, AT.associated);
  }

  /** Which of the streams is that of the nonce; makes them if none is. */
  #indexOf(nonce: Uint8Array): number {
    const view = new DataView(nonce.buffer, nonce.byteOffset, NONCE_BYTES);
    const first = this.#firstNonce;
    const index = view.getUint32(8) - first.getUint32(8);
    const isNear = index >= 0 && index < this.#nonces;
    if (isNear && view.getUint32(0) === first.getUint32(0) && view.getUint32(4) === first.getUint32(4)) return index;
    this.#makeStreams(view);
    return 0;
  }

  #makeStreams(nonce: DataView): void {
    const counter = nonce.getUint32(8);
    // Beyond 2^32 another word of the nonce would change.
    this.#nonces = Math.min(NONCES_AT_ONCE, 2 ** 32 - counter);
    const first = this.#firstNonce;
    for (const at of [0, 4, 8]) first.setUint32(at, nonce.getUint32(at));
    fillCounterBlocks(first, counter, this.#nonces);
    this.#streams.fill(0);
    this.#streams = this.#cipher.update(counterBlocks.subarray(0, this.#nonces * STREAM_BYTES));
  }
}

function fillCounterBlocks(firstNonce: DataView, counter: number, nonces: number): void {
  // Copied as words, whatever the byte order of the machine; only the counter is a number.
  const word0 = firstNonce.getUint32(0, IS_LITTLE_ENDIAN);
  const word1 = firstNonce.getUint32(4, IS_LITTLE_ENDIAN);
  for (let index = 0; index < nonces; index++) {
    const start = index * BLOCKS_PER_NONCE;
    counterView.setUint32(start * BLOCK_BYTES + 8, counter + index);
    const word2 = counterWords[start * 4 + 2] ?? 0;
    for (let block = start; block < start + BLOCKS_PER_NONCE; block++) {
      counterWords[block * 4] = word0;
      counterWords[block * 4 + 1] = word1;
      counterWords[block * 4 + 2] = word2;
    }
  }
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
