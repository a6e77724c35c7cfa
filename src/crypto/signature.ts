import type { SecretBytes } from '../base/index.ts';

/** SLH-DSA parameter sets of FIPS 205. */
export type SlhDsaName = `SLH-DSA-${'SHA2' | 'SHAKE'}-${'128' | '192' | '256'}${'s' | 'f'}`;

/** Signature schemes: FIPS 204, FIPS 205, RFC 8032, and the composites of draft-ietf-lamps-pq-composite-sigs. */
export type SignatureName =
  | 'ML-DSA-44'
  | 'ML-DSA-65'
  | 'ML-DSA-87'
  | SlhDsaName
  | 'Ed25519'
  | 'Ed448'
  | 'MLDSA65-Ed25519-SHA512'
  | 'MLDSA87-Ed448-SHAKE256';

/** The parameter sets of FIPS 204. */
export type MlDsaName = SignatureName & `ML-DSA-${string}`;

/** The curves of RFC 8032. */
export type EdDsaName = 'Ed25519' | 'Ed448';

/** Composites of draft-ietf-lamps-pq-composite-sigs. */
export type CompositeName = SignatureName & `MLDSA${string}`;

/** A public key that verifies signatures. */
export interface VerificationKey {
  readonly algorithm: SignatureName;
  readonly bytes: Uint8Array;
  /** Whether `signature` is one over `message` under `context` (0-255 bytes; Ed25519 takes only the empty one). */
  verify(message: Uint8Array, signature: Uint8Array, context?: Uint8Array): boolean;
}

/** A private key that signs; the secret stays inside. */
export interface SigningKey {
  readonly algorithm: SignatureName;
  readonly publicKey: VerificationKey;
  /** Signs, with fresh randomness where the scheme has a hedged form. Throws `ARGUMENT_INVALID` for a bad context. */
  sign(message: Uint8Array, context?: Uint8Array): Uint8Array;
  /** The secret that `fromSecret` takes: the seed, or for SLH-DSA the whole private key. */
  exportSecret(): SecretBytes;
}

/** One signature scheme of one backend. Lengths in bytes. */
export interface SignatureScheme {
  readonly name: SignatureName;
  readonly publicKeyBytes: number;
  readonly secretBytes: number;
  readonly signatureBytes: number;
  generate(): SigningKey;
  /** Throws `CRYPTO_LENGTH_INVALID` or `CRYPTO_KEY_INVALID`. */
  fromSecret(secret: Uint8Array): SigningKey;
  /** Throws `CRYPTO_LENGTH_INVALID` or `CRYPTO_KEY_INVALID`. */
  importPublicKey(unverified: Uint8Array): VerificationKey;
}
