import { concatBytes, SecretBytes, utf8 } from '../base/index.ts';
import { CipherState } from './cipher-state.ts';
import { HeldSecret } from './held-secret.ts';
import type { NoisePrimitives } from './noise-primitives.ts';

const EMPTY = new Uint8Array(0);
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
    const [chainingKey, cipherKey] = this.#derive(inputKey, 2);
    this.#replaceKeys(chainingKey, cipherKey);
  }

  mixKeyAndHash(inputKey: Uint8Array): void {
    const [chainingKey, hashInput, cipherKey] = this.#derive(inputKey, 3);
    this.mixHash(hashInput);
    hashInput.fill(0);
    this.#replaceKeys(chainingKey, cipherKey);
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
    const [initiatorKey, responderKey] = this.#derive(EMPTY, 2);
    return [this.#cipherOf(cipherSecret(initiatorKey)), this.#cipherOf(cipherSecret(responderKey))];
  }

  /** The third output beside the two of `split`, for keys of other uses: spec/handshake §7. */
  exporterSecret(): SecretBytes {
    const [initiatorKey, responderKey, exporterKey] = this.#derive(EMPTY, 3);
    initiatorKey.fill(0);
    responderKey.fill(0);
    return SecretBytes.take(exporterKey);
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

  /** Noise's HKDF: outputs of one digest each. */
  #derive(inputKey: Uint8Array, outputs: 2): [Uint8Array, Uint8Array];
  #derive(inputKey: Uint8Array, outputs: 3): [Uint8Array, Uint8Array, Uint8Array];
  #derive(inputKey: Uint8Array, outputs: number): Uint8Array[] {
    const { hash } = this.#primitives;
    const length = hash.digestBytes;
    const joined = hash.hkdf(inputKey, this.#chainingKey.expose(), EMPTY, outputs * length);
    const [first, second] = [joined.subarray(0, length), joined.subarray(length, 2 * length)];
    return outputs === 2 ? [first, second] : [first, second, joined.subarray(2 * length)];
  }

  #replaceKeys(chainingKey: Uint8Array, cipherKey: Uint8Array): void {
    this.#chainingKey.release();
    this.#cipher?.wipe();
    this.#cipherKey?.release();
    this.#chainingKey = new HeldSecret(chainingKey);
    this.#cipher = undefined;
    this.#cipherKey = cipherSecret(cipherKey);
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

/** Of a derived key as much as the cipher takes. */
function cipherSecret(derived: Uint8Array): HeldSecret {
  derived.fill(0, CIPHER_KEY_BYTES);
  return new HeldSecret(derived.subarray(0, CIPHER_KEY_BYTES));
}
