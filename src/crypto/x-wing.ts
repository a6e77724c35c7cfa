import { assert, SecretBytes } from '../base/index.ts';
import { CombinedKem, type CombinedKemParts, type CombinedSecrets } from './combined-kem.ts';
import type { Hash } from './hash.ts';
import type { Kem } from './kem.ts';

// draft-connolly-cfrg-xwing-kem §5.3: drawn in ASCII, \./ over /^\.
const XWING_LABEL = Uint8Array.of(0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c);
const NO_SUFFIX = new Uint8Array(0);

/**
 * The combiner of X-Wing: SHA3-256 over both secrets, the X25519 ciphertext and public key, and the label
 * (draft-connolly-cfrg-xwing-kem §5.3). For known answers; everything else goes through {@link xWing}.
 */
export function xWingSharedSecret(sha3: Hash, secrets: CombinedSecrets): SecretBytes {
  const { mlKemSecret, dhSecret, dhCiphertext, dhPublicKey } = secrets;
  return SecretBytes.take(sha3.digest(mlKemSecret, dhSecret, dhCiphertext, dhPublicKey, XWING_LABEL));
}

/**
 * X-Wing: X25519 and ML-KEM-768 as one KEM, from a 32-byte seed (draft-connolly-cfrg-xwing-kem).
 *
 * Stricter than the draft in one point: X25519 points of low order are refused.
 */
export function xWing(parts: CombinedKemParts): Kem {
  assert(parts.mlKem.name === 'ML-KEM-768', 'X-Wing is built on ML-KEM-768');
  assert(parts.dh.name === 'X25519', 'X-Wing is built on X25519');
  assert(parts.sha3.name === 'SHA3-256', 'X-Wing hashes with SHA3-256');
  return new CombinedKem({ name: 'X-Wing', seedSuffix: NO_SUFFIX, combine: xWingSharedSecret }, parts);
}
