/** Authenticated encryption: NIST SP 800-38D and RFC 8439. */
export type AeadName = 'AES-256-GCM' | 'ChaCha20-Poly1305';

/** A key ready for use. The caller never repeats a nonce. */
export interface AeadKey {
  readonly algorithm: AeadName;
  /** Ciphertext with the 16-byte tag behind it. `nonce` has 12 bytes. */
  seal(nonce: Uint8Array, plaintext: Uint8Array, associatedData?: Uint8Array): Uint8Array;
  /**
   * As `seal`, for a plaintext given in parts: ciphertext and tag go to `target` from `offset` on. Returns where they end. `target`
   * must not overlap the parts.
   */
  sealInto(
    target: Uint8Array,
    offset: number,
    nonce: Uint8Array,
    plaintextParts: readonly Uint8Array[],
    associatedData?: Uint8Array,
  ): number;
  /** The plaintext; nothing is released before the tag is checked. Throws `CRYPTO_AUTHENTICATION_FAILED`. */
  open(nonce: Uint8Array, unverified: Uint8Array, associatedData?: Uint8Array): Uint8Array;
  /** As `open`: the plaintext goes to the beginning of `target`, which must not overlap the ciphertext. Returns its length. */
  openInto(target: Uint8Array, nonce: Uint8Array, unverified: Uint8Array, associatedData?: Uint8Array): number;
  /** Overwrites the key; further use throws `SECRET_WIPED`. */
  wipe(): void;
}

/** One AEAD of one backend. Lengths in bytes. */
export interface Aead {
  readonly name: AeadName;
  readonly keyBytes: number;
  readonly nonceBytes: number;
  readonly tagBytes: number;
  /** Takes a copy of `key`. Throws `CRYPTO_LENGTH_INVALID`. */
  importKey(key: Uint8Array): AeadKey;
  /** As `seal` of an imported key, for one that seals little: no object is made for it, and no copy of it stays behind. */
  sealOnce(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, associatedData?: Uint8Array): Uint8Array;
  /** As `open` of an imported key, and `sealOnce`. Throws `CRYPTO_AUTHENTICATION_FAILED`, `CRYPTO_LENGTH_INVALID`. */
  openOnce(key: Uint8Array, nonce: Uint8Array, unverified: Uint8Array, associatedData?: Uint8Array): Uint8Array;
}
