import { concatBytes, SecretBytes, utf8 } from '../base/index.ts';
import { CipherState } from './cipher-state.ts';
import { HeldSecret } from './held-secret.ts';
import type { NoisePrimitives } from './noise-primitives.ts';

const EMPTY = new Uint8Array(0);
/** Of a derived key as much as a cipher takes: the last one is derived no further. */
const CIPHER_KEY_BYTES = 32;
/** What a wiped state holds. */
const NOTHING = wipedSecret();

function wipedSecret(): HeldSecret {
  const secret = new HeldSecret(new Uint8Array(0));
  secret.release();
  return secret;
}

/** The symmetric side of a handshake: chaining key, transcript hash and current cipher. Noise §5.2, spec/noise §6. */
export class SymmetricState {
  readonly #primitives: NoisePrimitives;
  /** `h`: replaced, never changed in place, so clones share it. */
  #transcriptHash: Uint8Array;
  /** `ck`: never changed in place; overwritten when no clone holds it any more. */
  #chainingKey: HeldSecret;
  #cipher: CipherState | undefined;
  /** The key of a cipher that nothing was sealed with yet: most are replaced before. */
  #cipherKey: HeldSecret | undefined;

  private constructor(primitives: NoisePrimitives, transcriptHash: Uint8Array, chainingKey: HeldSecret) {
    this.#primitives = primitives;
    this.#transcriptHash = transcriptHash;
    this.#chainingKey = chainingKey;
  }

  /** The state that a protocol name starts with: InitializeSymmetric. */
  static initialize(primitives: NoisePrimitives, protocolName: string): SymmetricState {
    const { hash } = primitives;
    const name = utf8(protocolName);
    const paddingBytes = hash.digestBytes - name.length;
    const start = paddingBytes < 0 ? hash.digest(name) : concatBytes(name, new Uint8Array(paddingBytes));
    return new SymmetricState(primitives, start, new HeldSecret(start.slice()));
  }

  /** Whether what is sealed now is encrypted. */
  get hasKey(): boolean {
    return this.#cipher !== undefined || this.#cipherKey !== undefined;
  }

  /** The hash of everything so far, as a copy. */
  get transcriptHash(): Uint8Array {
    return this.#transcriptHash.slice();
  }

  mixHash(data: Uint8Array): void {
    this.#transcriptHash = this.#primitives.hash.digest(this.#transcriptHash, data);
  }

  mixKey(inputKey: Uint8Array): void {
    const length = this.#primitives.hash.digestBytes;
    const derived = this.#derive(inputKey, length + CIPHER_KEY_BYTES);
    this.#replaceKeys(derived.subarray(0, length), derived.subarray(length));
  }

  mixKeyAndHash(inputKey: Uint8Array): void {
    const length = this.#primitives.hash.digestBytes;
    const derived = this.#derive(inputKey, 2 * length + CIPHER_KEY_BYTES);
    const hashInput = derived.subarray(length, 2 * length);
    this.mixHash(hashInput);
    hashInput.fill(0);
    this.#replaceKeys(derived.subarray(0, length), derived.subarray(2 * length));
  }

  /** What goes on the wire: the ciphertext once there is a key, before that the plaintext itself. */
  encryptAndHash(plaintext: Uint8Array): Uint8Array {
    const sealed = this.#currentCipher()?.encrypt(this.#transcriptHash, plaintext) ?? plaintext;
    this.mixHash(sealed);
    return sealed;
  }

  /** The inverse, always a new array. Throws `CRYPTO_AUTHENTICATION_FAILED`, and then nothing has changed. */
  decryptAndHash(unverified: Uint8Array): Uint8Array {
    const plaintext = this.#currentCipher()?.decrypt(this.#transcriptHash, unverified) ?? unverified.slice();
    this.mixHash(unverified);
    return plaintext;
  }

  /** The transport ciphers: of the initiator's messages, then of the responder's. */
  split(): readonly [CipherState, CipherState] {
    const length = this.#primitives.hash.digestBytes;
    const derived = this.#derive(EMPTY, length + CIPHER_KEY_BYTES);
    const initiatorKey = derived.subarray(0, CIPHER_KEY_BYTES);
    derived.fill(0, CIPHER_KEY_BYTES, length);
    return [this.#cipherOf(new HeldSecret(initiatorKey)), this.#cipherOf(new HeldSecret(derived.subarray(length)))];
  }

  /** The third output beside the two of `split`, for keys of other uses: spec/handshake §7. */
  exporterSecret(): SecretBytes {
    const length = this.#primitives.hash.digestBytes;
    const derived = this.#derive(EMPTY, 3 * length);
    derived.fill(0, 0, 2 * length);
    return SecretBytes.take(derived.subarray(2 * length));
  }

  /** An independent copy, for a step that may fail. */
  clone(): SymmetricState {
    const copy = new SymmetricState(this.#primitives, this.#transcriptHash, this.#chainingKey.hold());
    copy.#cipher = this.#cipher?.clone();
    copy.#cipherKey = this.#cipherKey?.hold();
    return copy;
  }

  /** Lets all secrets go; only `transcriptHash` may be used afterwards. */
  wipe(): void {
    this.#chainingKey.release();
    this.#chainingKey = NOTHING;
    this.#cipher?.wipe();
    if (this.#cipherKey === undefined) return;
    this.#cipherKey.release();
    // Whoever seals after this shall find it wiped, not missing.
    this.#cipherKey = NOTHING;
  }

  /** Noise's HKDF, whose outputs are of one digest each: all of them joined, as far as they are needed. */
  #derive(inputKey: Uint8Array, bytes: number): Uint8Array {
    return this.#primitives.hash.hkdf(inputKey, this.#chainingKey.expose(), EMPTY, bytes);
  }

  #replaceKeys(chainingKey: Uint8Array, cipherKey: Uint8Array): void {
    this.#chainingKey.release();
    this.#cipher?.wipe();
    this.#cipherKey?.release();
    this.#chainingKey = new HeldSecret(chainingKey);
    this.#cipher = undefined;
    this.#cipherKey = new HeldSecret(cipherKey);
  }

  /** The cipher of now, made when it is first needed. */
  #currentCipher(): CipherState | undefined {
    if (this.#cipherKey !== undefined) {
      this.#cipher = this.#cipherOf(this.#cipherKey);
      this.#cipherKey = undefined;
    }
    return this.#cipher;
  }

  #cipherOf(secret: HeldSecret): CipherState {
    const { aead, nonceEncoding } = this.#primitives;
    return CipherState.of({ aead, nonceEncoding, secret });
  }
}
