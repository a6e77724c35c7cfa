import type { AeadName, DhName, HashName, KemName } from '../crypto/index.ts';
import type { NonceEncoding } from './nonce-counter.ts';

/** A Noise cipher: the AEAD, and how the counter becomes its nonce. */
export interface NoiseCipher {
  readonly aead: AeadName;
  readonly nonceEncoding: NonceEncoding;
}

/** Names of Diffie-Hellman functions in protocol names: Noise §12.1, §12.2. */
export const noiseDhNames: ReadonlyMap<string, DhName> = new Map([
  ['25519', 'X25519'],
  ['448', 'X448'],
]);

/** Names of KEMs in protocol names: clatter's. */
export const noiseKemNames: ReadonlyMap<string, KemName> = new Map([
  ['MLKEM512', 'ML-KEM-512'],
  ['MLKEM768', 'ML-KEM-768'],
  ['MLKEM1024', 'ML-KEM-1024'],
]);

/** Names of ciphers in protocol names: Noise §12.3, §12.4. */
export const noiseCiphers: ReadonlyMap<string, NoiseCipher> = new Map([
  ['AESGCM', { aead: 'AES-256-GCM', nonceEncoding: 'big-endian' }],
  ['ChaChaPoly', { aead: 'ChaCha20-Poly1305', nonceEncoding: 'little-endian' }],
]);

/** Names of hash functions in protocol names: Noise §12.5 to §12.8. */
export const noiseHashNames: ReadonlyMap<string, HashName> = new Map([
  ['SHA256', 'SHA-256'],
  ['SHA512', 'SHA-512'],
  ['BLAKE2s', 'BLAKE2s'],
  ['BLAKE2b', 'BLAKE2b'],
]);
