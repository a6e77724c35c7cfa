import { assert, QForgeError } from '../base/index.ts';
import type { Aead } from '../crypto/index.ts';
import { HeldSecret } from './held-secret.ts';
import { NonceCounter, type NonceEncoding } from './nonce-counter.ts';

const EMPTY = new Uint8Array(0);

/** What a cipher state is made of. */
export interface CipherStateOptions {
  readonly aead: Aead;
  readonly nonceEncoding: NonceEncoding;
  /** The key, which the cipher state lets go when it is wiped. */
  readonly secret: HeldSecret;
  /** Counter of the first message: 0 but in tests. */
  readonly startCounter?: bigint;
}

interface CipherParts {
  readonly aead: Aead;
  readonly counter: NonceCounter;
  readonly secret: HeldSecret;
}

/**
 * A key and its message counter: Noise §5.1, spec/noise §5.
 *
 * The key is not imported: in a handshake most seal or open a message or two.
 * A failed call changes nothing: in particular a message that does not authenticate uses up no counter.
 */
export class CipherState implements Disposable {
  readonly #aead: Aead;
  readonly #counter: NonceCounter;
  #secret: HeldSecret | undefined;

  private constructor({ aead, counter, secret }: CipherParts) {
    this.#aead = aead;
    this.#counter = counter;
    this.#secret = secret;
  }

  /** The first use throws `SECRET_WIPED` if the key is gone. */
  static of({ aead, nonceEncoding, secret, startCounter = 0n }: CipherStateOptions): CipherState {
    const counter = new NonceCounter(nonceEncoding, startCounter);
    return new CipherState({ aead, counter, secret });
  }

  /** The counter of the next message. */
  get counter(): bigint {
    return this.#counter.value;
  }

  /** Ciphertext with its tag. Throws `NONCE_EXHAUSTED`. */
  encrypt(associatedData: Uint8Array, plaintext: Uint8Array): Uint8Array {
    const ciphertext = this.#aead.sealOnce(this.#key(), this.#counter.nonce(), plaintext, associatedData);
    this.#counter.advance();
    return ciphertext;
  }

  /** The plaintext. Throws `CRYPTO_AUTHENTICATION_FAILED` or `NONCE_EXHAUSTED`. */
  decrypt(associatedData: Uint8Array, unverified: Uint8Array): Uint8Array {
    const plaintext = this.#aead.openOnce(this.#key(), this.#counter.nonce(), unverified, associatedData);
    this.#counter.advance();
    return plaintext;
  }

  /** Replaces the key by one that does not reveal it; the counter goes on. Noise §4.2, §11.3. */
  rekey(): void {
    const zeros = new Uint8Array(this.#aead.keyBytes);
    const sealed = this.#aead.sealOnce(this.#key(), this.#counter.reservedNonce(), zeros, EMPTY);
    this.wipe();
    this.#secret = new HeldSecret(sealed.subarray(0, this.#aead.keyBytes));
  }

  /** An independent copy with the same key and counter: only one of the two may go on encrypting. */
  clone(): CipherState {
    const secret = this.#held().hold();
    return new CipherState({ aead: this.#aead, counter: this.#counter.clone(), secret });
  }

  /** Lets the key go, which is overwritten when no copy holds it; further use throws `SECRET_WIPED`. */
  wipe(): void {
    this.#secret?.release();
    this.#secret = undefined;
  }

  /** {@link wipe}, for `using`. */
  [Symbol.dispose](): void {
    this.wipe();
  }

  #key(): Uint8Array {
    const key = this.#held().expose();
    assert(key.length === this.#aead.keyBytes, 'a cipher key has the length of its algorithm');
    return key;
  }

  #held(): HeldSecret {
    if (this.#secret === undefined) throw new QForgeError('SECRET_WIPED', { what: 'bytes' });
    return this.#secret;
  }
}
