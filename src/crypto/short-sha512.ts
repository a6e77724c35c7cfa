import { SHA512_KERNEL_LAYOUT as AT, type Sha512Kernel } from './sha512-kernel.ts';

const DIGEST_BYTES = 64;

/** A text as long as this is hashed as fast by OpenSSL. */
const MAX_DIGEST_TEXT_BYTES = 1536;

/**
 * SHA-512, HMAC and HKDF of short texts in WebAssembly: a call into OpenSSL makes objects that cost more than the hash. docs/adr/0052
 *
 * Each call is undefined for what is too long: then it is OpenSSL's turn.
 */
export class ShortSha512 {
  readonly #kernel: Sha512Kernel;

  constructor(kernel: Sha512Kernel) {
    this.#kernel = kernel;
  }

  /** The digest of the parts, joined. */
  digest(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> | undefined {
    const textBytes = this.#loadText(parts, MAX_DIGEST_TEXT_BYTES);
    if (textBytes === undefined) return undefined;
    this.#kernel.digest(textBytes);
    return this.#kernel.memory.slice(AT.output, AT.output + DIGEST_BYTES);
  }

  /** HMAC of the parts, joined. */
  hmac(key: Uint8Array, parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> | undefined {
    if (key.length > AT.maxKeyBytes) return undefined;
    const textBytes = this.#loadText(parts, MAX_DIGEST_TEXT_BYTES);
    if (textBytes === undefined) return undefined;
    this.#kernel.memory.set(key, AT.key);
    this.#kernel.hmac(key.length, textBytes);
    return this.#takeOutput(DIGEST_BYTES);
  }

  /** HKDF: extract and expand. */
  hkdf(
    inputKey: Uint8Array,
    salt: Uint8Array,
    info: Uint8Array,
    outputBytes: number,
  ): Uint8Array<ArrayBuffer> | undefined {
    const { memory } = this.#kernel;
    if (inputKey.length > AT.maxTextBytes || salt.length > AT.maxKeyBytes) return undefined;
    if (info.length > AT.maxInfoBytes || outputBytes > AT.maxOutputBytes) return undefined;
    memory.set(salt, AT.key);
    memory.set(inputKey, AT.text);
    memory.set(info, AT.info);
    this.#kernel.hkdf(salt.length, inputKey.length, info.length, outputBytes);
    return this.#takeOutput(outputBytes);
  }

  /** How long the joined text is, unless it is too long. */
  #loadText(parts: readonly Uint8Array[], maxBytes: number): number | undefined {
    let textBytes = 0;
    for (const part of parts) textBytes += part.length;
    if (textBytes > maxBytes) return undefined;
    let offset: number = AT.text;
    for (const part of parts) {
      this.#kernel.memory.set(part, offset);
      offset += part.length;
    }
    return textBytes;
  }

  /** What came out, which may be a key: in memory of its own, off the collector's heap, and nowhere else. */
  #takeOutput(bytes: number): Uint8Array<ArrayBuffer> {
    const output = this.#kernel.memory.subarray(AT.output, AT.output + bytes);
    const taken = new Uint8Array(new ArrayBuffer(bytes));
    taken.set(output);
    output.fill(0);
    return taken;
  }
}
