import type { DhPublicKey, DiffieHellman } from './diffie-hellman.ts';

/**
 * Raises `CRYPTO_KEY_INVALID` for a point that sends every private key to the same secret.
 *
 * Multiplying by any clamped scalar tells: it is a multiple of the cofactor and never one of the large prime order,
 * so the result is zero for the low-order points and for no other (RFC 7748 §6).
 */
export function refuseLowOrderPoint(dh: DiffieHellman, unverified: DhPublicKey): void {
  dh.fromPrivateBytes(new Uint8Array(dh.keyBytes)).diffieHellman(unverified).wipe();
}
