import { SecretBytes } from '../base/index.ts';
import { GCM_KERNEL_LAYOUT as AT, type GcmKernel } from './gcm-kernel.ts';

const KEY_BYTES = 32;
const TAG_BYTES = 16;

/**
 * AES-256-GCM of short texts in WebAssembly: a cipher object of OpenSSL for each costs more than the encryption. docs/adr/0207
 *
 * Keys are given as they are, or with what they are expanded to behind them. Nothing of a text or a key is left in the kernel.
 */
export class ShortAesGcm {
  readonly #kernel: GcmKernel;

  constructor(kernel: GcmKernel) {
    this.#kernel = kernel;
  }

  /** Whether texts and associated data of such lengths are short. */
  static takes(textBytes: number, associatedBytes: number): boolean {
    return textBytes <= AT.maxTextBytes && associatedBytes <= AT.maxAssociatedBytes;
  }

  /** A key with what it is expanded to behind it. */
  expand(key: Uint8Array): SecretBytes {
    this.#loadKey(key);
    const expanded = SecretBytes.take(this.#kernel.memory.subarray(AT.key, AT.key + AT.expandedBytes));
    this.#kernel.forget();
    return expanded;
  }

  /** Writes ciphertext and tag to `target` from `offset` on; returns where they end. */
  sealInto(
    target: Uint8Array,
    offset: number,
    key: Uint8Array,
    nonce: Uint8Array,
    plaintextParts: readonly Uint8Array[],
    associatedData: Uint8Array,
  ): number {
    const { memory, seal, forget } = this.#kernel;
    let end: number = AT.text;
    try {
      this.#load(key, nonce, associatedData);
      for (const part of plaintextParts) {
        memory.set(part, end);
        end += part.length;
      }
      seal(end - AT.text, associatedData.length);
      target.set(memory.subarray(AT.text, end + TAG_BYTES), offset);
    } finally {
      forget();
    }
    return offset + end - AT.text + TAG_BYTES;
  }

  /** Writes the plaintext to the beginning of `target`; false, and nothing written, if it does not authenticate. */
  openInto(
    target: Uint8Array,
    key: Uint8Array,
    nonce: Uint8Array,
    unverified: Uint8Array,
    associatedData: Uint8Array,
  ): boolean {
    const { memory, open, forget } = this.#kernel;
    const textBytes = unverified.length - TAG_BYTES;
    try {
      this.#load(key, nonce, associatedData);
      memory.set(unverified, AT.text);
      const isRight = open(textBytes, associatedData.length) === 0;
      if (isRight) target.set(memory.subarray(AT.text, AT.text + textBytes));
      return isRight;
    } finally {
      forget();
    }
  }

  #load(key: Uint8Array, nonce: Uint8Array, associatedData: Uint8Array): void {
    this.#loadKey(key);
    this.#kernel.memory.set(nonce, AT.nonce);
    this.#kernel.memory.set(associatedData, AT.associated);
  }

  #loadKey(key: Uint8Array): void {
    this.#kernel.memory.set(key, AT.key);
    if (key.length === KEY_BYTES) this.#kernel.expand();
  }
}
