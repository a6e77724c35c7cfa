import { assert, SecretBytes, utf8 } from '../base/index.ts';
import type { AeadKey, CryptoBackend } from '../crypto/index.ts';

/** Records under one key; then the next key is derived. spec/libp2p §4 */
export const RECORDS_PER_KEY = 131_072;

const NONCE_BYTES = 12;
const KEY_BYTES = 32;
const KEY_LABEL = utf8('qforge libp2p key v1');
const NEXT_LABEL = utf8('qforge libp2p next v1');

/** A key for one record, and the nonce that goes with it: good until the next call. */
export interface RecordKey {
  readonly key: AeadKey;
  readonly nonce: Uint8Array;
}

/** The keys of one direction, one after the other: who learns one of them can't go back to those before. spec/libp2p §4 */
export class KeyChain implements Disposable {
  readonly #backend: CryptoBackend;
  readonly #recordsPerKey: number;
  readonly #nonce = new Uint8Array(NONCE_BYTES);
  readonly #nonceView = new DataView(this.#nonce.buffer);
  #chain: SecretBytes;
  #key: AeadKey | undefined;
  #records = 0;

  /** Takes `secret` over. `recordsPerKey` is for tests. */
  constructor(secret: SecretBytes, backend: CryptoBackend, recordsPerKey: number = RECORDS_PER_KEY) {
    assert(recordsPerKey > 0 && recordsPerKey <= RECORDS_PER_KEY, 'a key is not used for more than it may be');
    this.#chain = secret;
    this.#backend = backend;
    this.#recordsPerKey = recordsPerKey;
  }

  /** What seals or opens the next record. It is the same until {@link advance}. Throws `SECRET_WIPED` once disposed of. */
  get current(): RecordKey {
    this.#key ??= this.#load();
    this.#nonceView.setUint32(NONCE_BYTES - 4, this.#records);
    return { key: this.#key, nonce: this.#nonce };
  }

  /** The record was sealed or opened: its nonce is never used again. */
  advance(): void {
    this.#records += 1;
    if (this.#records < this.#recordsPerKey) return;
    const next = this.#derive(NEXT_LABEL);
    this.#chain.wipe();
    this.#chain = next;
    this.#key = undefined;
    this.#records = 0;
  }

  [Symbol.dispose](): void {
    this.#chain.wipe();
    this.#key = undefined;
  }

  #load(): AeadKey {
    using key = this.#derive(KEY_LABEL);
    return this.#backend.aead('AES-256-GCM').importKey(key.expose());
  }

  #derive(label: Uint8Array): SecretBytes {
    const hash = this.#backend.hash('SHA-512');
    return SecretBytes.take(hash.hkdf(this.#chain.expose(), new Uint8Array(hash.digestBytes), label, KEY_BYTES));
  }
}
