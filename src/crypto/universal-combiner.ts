import { assert, SecretBytes, utf8 } from '../base/index.ts';
import { CombinedKem, type CombinedKemName, type CombinedKemParts, type CombinedSecrets } from './combined-kem.ts';
import type { Hash } from './hash.ts';
import type { Kem } from './kem.ts';

/** Combined KEMs that hash everything. */
export type UniversalKemName = Exclude<CombinedKemName, 'X-Wing'>;

/**
 * SHA3-256 over both secrets, both ciphertexts, both public keys and the label, in this order, ML-KEM first.
 *
 * All lengths are fixed by the name, which the label holds, so that no two inputs run together. Hashing
 * everything asks nothing of the parts beyond one of them being secure (the universal combiner of
 * draft-irtf-cfrg-hybrid-kems). For known answers; everything else goes through {@link universalKem}.
 */
export function universalSharedSecret(sha3: Hash, label: Uint8Array, secrets: CombinedSecrets): SecretBytes {
  return SecretBytes.take(
    sha3.digest(
      secrets.mlKemSecret,
      secrets.dhSecret,
      secrets.mlKemCiphertext,
      secrets.dhCiphertext,
      secrets.mlKemPublicKey,
      secrets.dhPublicKey,
      label,
    ),
  );
}

/**
 * A curve and an ML-KEM parameter set as one KEM, as the name says; its own construction, not a standard's.
 *
 *     seed             32 bytes -> SHAKE256(seed | label) -> 64-byte ML-KEM seed | DH private key
 *     public key       ML-KEM public key | DH public key
 *     ciphertext       ML-KEM ciphertext | ephemeral DH public key
 *     shared secret    32 bytes, {@link universalSharedSecret}
 *     label            "qforge KEM " and the name, in ASCII
 */
export function universalKem(parts: CombinedKemParts): Kem {
  const name = `${parts.dh.name}+${parts.mlKem.name}`;
  assert(isUniversalKemName(name), 'the curve and the parameter set belong together');
  assert(parts.sha3.name === 'SHA3-256', 'the combiner hashes with SHA3-256');
  const label = utf8(`qforge KEM ${name}`);
  return new CombinedKem(
    { name, seedSuffix: label, combine: (sha3, secrets) => universalSharedSecret(sha3, label, secrets) },
    parts,
  );
}

function isUniversalKemName(name: string): name is UniversalKemName {
  return name === 'X25519+ML-KEM-512' || name === 'X448+ML-KEM-1024';
}
