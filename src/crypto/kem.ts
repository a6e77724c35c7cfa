import type { SecretBytes } from '../base/index.ts';

/** Key-encapsulation mechanisms: FIPS 203, and hybrids that keep their secret while either part does. */
export type KemName =
  | 'ML-KEM-512'
  | 'ML-KEM-768'
  | 'ML-KEM-1024'
  | 'X25519'
  | 'X448'
  | 'X-Wing'
  | 'X25519+ML-KEM-512'
  | 'X448+ML-KEM-1024';

/** The parameter sets of FIPS 203. */
export type MlKemName = KemName & `ML-KEM-${string}`;

/** What encapsulation yields: the ciphertext for the peer, the secret to keep. */
export interface Encapsulation {
  readonly ciphertext: Uint8Array;
  readonly sharedSecret: SecretBytes;
}

/** A checked encapsulation key. */
export interface KemPublicKey {
  readonly algorithm: KemName;
  /** The encoding that went in or was generated. */
  readonly bytes: Uint8Array;
  encapsulate(): Encapsulation;
}

/** A decapsulation key; the secret stays inside. */
export interface KemPrivateKey {
  readonly algorithm: KemName;
  readonly publicKey: KemPublicKey;
  /**
   * The secret behind `ciphertext`. ML-KEM rejects implicitly: a changed ciphertext yields another secret,
   * never an error (FIPS 203 §6.3). Throws `CRYPTO_LENGTH_INVALID`.
   */
  decapsulate(ciphertext: Uint8Array): SecretBytes;
  /** The seed that `fromSeed` takes. Throws `SECRET_WIPED`. */
  exportSeed(): SecretBytes;
  /** Overwrites what this object holds; what OpenSSL holds it clears itself when it is collected. The key is not used after this. */
  wipe(): void;
}

/** One key-encapsulation mechanism of one backend. Lengths in bytes. */
export interface Kem {
  readonly name: KemName;
  readonly publicKeyBytes: number;
  readonly seedBytes: number;
  readonly ciphertextBytes: number;
  readonly sharedSecretBytes: number;
  generate(): KemPrivateKey;
  /** Throws `CRYPTO_LENGTH_INVALID`. */
  fromSeed(seed: Uint8Array): KemPrivateKey;
  /** The same for a key that lasts: its secret stays in the library of the platform where that has a place for it. Throws `CRYPTO_LENGTH_INVALID`. */
  lastingFromSeed(seed: Uint8Array): KemPrivateKey;
  /** Checks as FIPS 203 §7.2 asks. Throws `CRYPTO_LENGTH_INVALID` or `CRYPTO_KEY_INVALID`. */
  importPublicKey(unverified: Uint8Array): KemPublicKey;
}
