import type { RandomSource } from '../base/index.ts';
import type { CryptoBackend } from './backend.ts';
import { createPortableBackend } from './portable-backend.ts';

/**
 * The portable backend with its randomness replaced by `coins`, for published known answers only.
 *
 * `coins` is asked in the order of the calls: ML-KEM keys take a 64-byte seed, X25519 keys 32 bytes, X448 keys 56,
 * ML-KEM encapsulation 32 bytes. Never for anything that must stay secret.
 */
export function knownAnswerBackend(coins: RandomSource): CryptoBackend {
  return createPortableBackend(coins);
}
