import type { SecretBytes } from '../base/index.ts';

/** Diffie-Hellman functions of RFC 7748. */
export type DhName = 'X25519' | 'X448';

/** A public key. Low-order points are found when used: RFC 7748 §6. */
export interface DhPublicKey {
  readonly algorithm: DhName;
  readonly bytes: Uint8Array;
}

/** A private key; the scalar stays inside. */
export interface DhPrivateKey {
  readonly algorithm: DhName;
  readonly publicKey: DhPublicKey;
  /** The shared secret. Throws `CRYPTO_KEY_INVALID` for a low-order point. */
  diffieHellman(peer: DhPublicKey): SecretBytes;
  /** The private bytes that `fromPrivateBytes` takes. */
  exportPrivateBytes(): SecretBytes;
}

/** One Diffie-Hellman function of one backend. Lengths in bytes. */
export interface DiffieHellman {
  readonly name: DhName;
  /** Length of public keys, private keys and shared secrets alike. */
  readonly keyBytes: number;
  generate(): DhPrivateKey;
  /** Throws `CRYPTO_LENGTH_INVALID`. */
  fromPrivateBytes(bytes: Uint8Array): DhPrivateKey;
  /** Throws `CRYPTO_LENGTH_INVALID`. */
  importPublicKey(unverified: Uint8Array): DhPublicKey;
}
