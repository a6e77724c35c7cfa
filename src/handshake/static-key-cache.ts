import { byteString, equalPublicBytes } from '../base/index.ts';
import type { DhPublicKey, KemPublicKey } from '../crypto/index.ts';

/** Keys of known peers kept ready: a KEM key takes some 10 KiB, and importing one costs as much as half an encapsulation. */
export const STATIC_KEY_CACHE_ENTRIES = 256;

const NAME_BYTES = 16;

/** Static keys of one kind of peers whose certificate was right, imported once; the least recently used dropped first. */
export class StaticKeyCache<Key extends DhPublicKey | KemPublicKey> {
  readonly #limit: number;
  /** By their first bytes, which no two honest keys share. */
  readonly #keys = new Map<string, Key>();

  constructor(limit: number = STATIC_KEY_CACHE_ENTRIES) {
    this.#limit = limit;
  }

  /** Keys kept now. */
  get size(): number {
    return this.#keys.size;
  }

  /** The key of exactly these bytes, if it is kept. */
  recall(unverified: Uint8Array): Key | undefined {
    const name = nameOf(unverified);
    const key = this.#keys.get(name);
    if (key === undefined || !equalPublicBytes(key.bytes, unverified)) return undefined;
    this.#keys.delete(name);
    this.#keys.set(name, key);
    return key;
  }

  /** Keeps a key that a verified certificate vouches for. */
  remember(key: Key): void {
    this.#keys.set(nameOf(key.bytes), key);
    if (this.#keys.size <= this.#limit) return;
    const [oldest] = this.#keys.keys();
    if (oldest !== undefined) this.#keys.delete(oldest);
  }
}

function nameOf(bytes: Uint8Array): string {
  return byteString(bytes.subarray(0, NAME_BYTES));
}
