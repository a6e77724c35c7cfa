import { assert, SecretBytes } from '../base/index.ts';
import type { Aead, AeadKey } from '../crypto/index.ts';
import { NonceCounter, type NonceEncoding } from './nonce-counter.ts';

const EMPTY = new Uint8Array(0);

/** What a cipher state is made of. */
export interface CipherStateOptions {
  readonly aead: Aead;
  readonly nonceEncoding: NonceEncoding;
  /** Copied, then overwritten. */
  readonly key: Uint8Array;
  /** Counter of the first message: 0 but in tests. */
  readonly startCounter?: bigint;
}

/**
 * A key and its message counter: Noise §5.1, spec/noise §5.
 *
 * A failed call changes nothing: in particular a message that does not authenticate uses up no counter.
 */
export class CipherState {
  readonly #aead: Aead;
  readonly #nonceEncoding: NonceEncoding;
  readonly #counter: NonceCounter;
  #secret: SecretBytes;
  #imported: AeadKey | undefined;

  constructor({ aead, nonceEncoding, key, startCounter = 0n }: CipherStateOptions) {
    assert(key.length === aead.keyBytes, 'a cipher key has the length of its algorithm');
    this.#aead = aead;
    this.#nonceEncoding = nonceEncoding;
    this.#counter = new NonceCounter(nonceEncoding, startCounter);
    this.#secret = SecretBytes.take(key);
  }

  /** The counter of the next message. */
  get counter(): bigint {
    return this.#counter.value;
  }

  /** Ciphertext with its tag. Throws `NONCE_EXHAUSTED`. */
  encrypt(associatedData: Uint8Array, plaintext: Uint8Array): Uint8Array {
    const ciphertext = this.#key().seal(this.#counter.nonce(), plaintext, associatedData);
    this.#counter.advance();
    return ciphertext;
  }

  /** The plaintext. Throws `CRYPTO_AUTHENTICATION_FAILED` or `NONCE_EXHAUSTED`. */
  decrypt(associatedData: Uint8Array, unverified: Uint8Array): Uint8Array {
    const plaintext = this.#key().open(this.#counter.nonce(), unverified, associatedData);
    this.#counter.advance();
    return plaintext;
  }

  /** Replaces the key by one that does not reveal it; the counter goes on. Noise §4.2, §11.3. */
  rekey(): void {
    const zeros = new Uint8Array(this.#aead.keyBytes);
    const sealed = this.#key().seal(this.#counter.reservedNonce(), zeros, EMPTY);
    this.wipe();
    this.#secret = SecretBytes.take(sealed.subarray(0, this.#aead.keyBytes));
  }

  /** An independent copy with the same key and counter: only one of the two may go on encrypting. */
  clone(): CipherState {
    const { counter: startCounter } = this;
    const copy = new CipherState({
      aead: this.#aead,
      nonceEncoding: this.#nonceEncoding,
      key: this.#secret.expose().slice(),
      startCounter,
    });
    copy.#imported = this.#imported;
    return copy;
  }

  /** Overwrites the key; further use throws `SECRET_WIPED`. */
  wipe(): void {
    this.#secret.wipe();
    this.#imported = undefined;
  }

  #key(): AeadKey {
    // Handshakes replace most keys before they are used, so importing waits for the first use.
    this.#imported ??= this.#aead.importKey(this.#secret.expose());
    return this.#imported;
  }
}
