import { type Cipheriv, createCipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { equalPublicBytes, QForgeError } from '../base/index.ts';
import { shortAesGcmAnswer } from './aead-self-tests.ts';
import { GCM_KERNEL_LAYOUT as AT, type GcmKernel, gcmKernel } from './gcm-kernel.ts';
import { fromHex, isHex, withFlippedBit } from './self-test-check.ts';

const BLOCK_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const WORD_BYTES = 4;
const WORDS_PER_BLOCK = BLOCK_BYTES / WORD_BYTES;

/** Where the kernel has them, in words. */
const HASH_KEY_WORD = AT.hashKey / WORD_BYTES;
const STREAM_WORD = AT.stream / WORD_BYTES;

/** Counter blocks of one text: one for the tag, the rest for the text. */
const BLOCKS_PER_NONCE = 1 + AT.maxTextBytes / BLOCK_BYTES;
const STREAM_WORDS = BLOCKS_PER_NONCE * WORDS_PER_BLOCK;

/** Nonces whose counter blocks are encrypted in one call: who counts up its nonces needs the next ones soon. */
const NONCES_AT_ONCE = 8;

/** Counter blocks as they are before encryption; all keys of this thread fill them in turn. SP 800-38D §7.1 */
const counterBlocks = new Uint8Array(NONCES_AT_ONCE * BLOCKS_PER_NONCE * BLOCK_BYTES);
const counterView = new DataView(counterBlocks.buffer);
for (let block = 0; block < counterBlocks.length / BLOCK_BYTES; block++) {
  counterView.setUint32(block * BLOCK_BYTES + NONCE_BYTES, 1 + (block % BLOCKS_PER_NONCE));
}

/** Whether the kernel of this thread gave its known answer; undefined before it was asked. */
let isSound: boolean | undefined;

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
  /** The hash key, then the encrypted counter blocks of the nonces from the first on: one piece, since there may be thousands of keys. */
  readonly #words = new Uint32Array(WORDS_PER_BLOCK + NONCES_AT_ONCE * STREAM_WORDS);
  /** The first nonce: what never changes, and what counts. */
  #fixed0 = 0;
  #fixed1 = 0;
  #counter = 0;
  #nonces = 0;

  private constructor(kernel: GcmKernel, key: KeyObject) {
    this.#kernel = kernel;
    this.#cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
    this.#encryptInto(0, new Uint8Array(BLOCK_BYTES));
  }

  /** For one AES-256 key; undefined where there is no WebAssembly. Throws `CRYPTO_SELF_TEST_FAILED` if the kernel gives no known answer. */
  static create(key: KeyObject): NativeShortGcm | undefined {
    const kernel = gcmKernel();
    if (kernel === undefined) return undefined;
    isSound ??= NativeShortGcm.#givesKnownAnswer(kernel);
    if (!isSound) throw new QForgeError('CRYPTO_SELF_TEST_FAILED', { primitive: 'AES-256-GCM' });
    return new NativeShortGcm(kernel, key);
  }

  /** Seals as published, opens that again, and refuses it changed. */
  static #givesKnownAnswer(kernel: GcmKernel): boolean {
    const { key, nonce, plaintext, associatedData, sealed } = shortAesGcmAnswer;
    const gcm = new NativeShortGcm(kernel, createSecretKey(key));
    const ours = new Uint8Array(plaintext.length + TAG_BYTES);
    gcm.seal(ours, 0, nonce, [plaintext], associatedData);
    const opened = gcm.open(nonce, fromHex(sealed), associatedData);
    const changed = gcm.open(nonce, withFlippedBit(fromHex(sealed)), associatedData);
    return isHex(ours, sealed) && opened !== undefined && equalPublicBytes(opened, plaintext) && changed === undefined;
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
    let end: number = AT.text;
    for (const part of plaintextParts) {
      memory.set(part, end);
      end += part.length;
    }
    this.#prepare(nonce, end - AT.text, associatedData);
    seal(end - AT.text, associatedData.length);
    target.set(memory.subarray(AT.text, end + TAG_BYTES), offset);
    return offset + end - AT.text + TAG_BYTES;
  }

  /** The plaintext; undefined if it does not authenticate. */
  open(nonce: Uint8Array, unverified: Uint8Array, associatedData: Uint8Array): Uint8Array | undefined {
    const { memory, open } = this.#kernel;
    const textBytes = unverified.length - TAG_BYTES;
    this.#prepare(nonce, textBytes, associatedData);
    memory.set(unverified, AT.text);
    if (open(textBytes, associatedData.length) !== 0) return undefined;
    const plaintext = memory.slice(AT.text, AT.text + textBytes);
    memory.fill(0, AT.text, AT.text + textBytes);
    return plaintext;
  }

  /** Only as much of the stream as the text needs: every line of memory that another key has driven out of the cache costs. */
  #prepare(nonce: Uint8Array, textBytes: number, associatedData: Uint8Array): void {
    const { memory, words } = this.#kernel;
    const from = WORDS_PER_BLOCK + this.#indexOf(nonce) * STREAM_WORDS;
    const wanted = WORDS_PER_BLOCK * (1 + Math.ceil(textBytes / BLOCK_BYTES));
    for (let word = 0; word < WORDS_PER_BLOCK; word++) words[HASH_KEY_WORD + word] = this.#words[word] ?? 0;
    for (let word = 0; word < wanted; word++) words[STREAM_WORD + word] = this.#words[from + word] ?? 0;
    memory.set(associatedData, AT.associated);
  }

  /** Which of the streams is that of the nonce; makes them if none is. */
  #indexOf(nonce: Uint8Array): number {
    const fixed0 = wordOf(nonce, 0);
    const fixed1 = wordOf(nonce, 4);
    const counter = wordOf(nonce, 8);
    const index = counter - this.#counter;
    const isNear = index >= 0 && index < this.#nonces;
    if (isNear && fixed0 === this.#fixed0 && fixed1 === this.#fixed1) return index;
    this.#fixed0 = fixed0;
    this.#fixed1 = fixed1;
    this.#counter = counter;
    this.#makeStreams();
    return 0;
  }

  #makeStreams(): void {
    // Beyond 2^32 another word of the nonce would change.
    this.#nonces = Math.min(NONCES_AT_ONCE, 2 ** 32 - this.#counter);
    const blocks = this.#nonces * BLOCKS_PER_NONCE;
    for (let block = 0; block < blocks; block++) {
      const at = block * BLOCK_BYTES;
      counterView.setUint32(at, this.#fixed0);
      counterView.setUint32(at + 4, this.#fixed1);
      counterView.setUint32(at + 8, this.#counter + Math.floor(block / BLOCKS_PER_NONCE));
    }
    this.#encryptInto(WORDS_PER_BLOCK, counterBlocks.subarray(0, blocks * BLOCK_BYTES));
  }

  /**
   * Keeps one array for the life of the key, and gives back at once what OpenSSL has made: of what lived until the key's next turn, V8
   * collected its whole heap several times a second with a thousand keys in use.
   */
  #encryptInto(word: number, blocks: Uint8Array): void {
    const made = this.#cipher.update(blocks);
    new Uint8Array(this.#words.buffer).set(made, word * WORD_BYTES);
    made.fill(0);
    if (made.length === made.buffer.byteLength) made.buffer.transfer(0);
  }
}

/** Four bytes as a number, the first one the highest. */
function wordOf(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  );
}
