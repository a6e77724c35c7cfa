import type { RandomSource } from '../base/index.ts';
import type { Aead, AeadName } from './aead.ts';
import type { DhName, DiffieHellman } from './diffie-hellman.ts';
import type { Hash, HashName } from './hash.ts';
import type { Kem, KemName } from './kem.ts';
import type { SignatureName, SignatureScheme } from './signature.ts';

/**
 * All primitives of one implementation behind one interface.
 *
 * `native` is node:crypto (OpenSSL) and the one for production; `portable` is noble, for browsers and known answers.
 * Every look-up throws `CRYPTO_UNSUPPORTED` for a name the backend does not have.
 */
export interface CryptoBackend {
  readonly name: 'native' | 'portable';
  /** The operating system's cryptographic randomness. */
  readonly random: RandomSource;
  kem(name: KemName): Kem;
  diffieHellman(name: DhName): DiffieHellman;
  signature(name: SignatureName): SignatureScheme;
  aead(name: AeadName): Aead;
  hash(name: HashName): Hash;
  /** Whether two secrets are equal, in constant time where the platform has it; false for unequal lengths. */
  equalSecrets(a: Uint8Array, b: Uint8Array): boolean;
}
