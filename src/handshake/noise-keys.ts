import type { DhPrivateKey, DhPublicKey, KemPrivateKey, KemPublicKey } from '../crypto/index.ts';

/** Private keys of one party and age: of each kind that the protocol uses. */
export interface NoisePrivateKeys {
  readonly dh?: DhPrivateKey | undefined;
  readonly kem?: KemPrivateKey | undefined;
}

/** Public keys of one party and age. */
export interface NoisePublicKeys {
  readonly dh?: DhPublicKey | undefined;
  readonly kem?: KemPublicKey | undefined;
}

/** Finds static keys of exactly these bytes. */
export interface KnownStaticKeys {
  readonly dh: { recall(unverified: Uint8Array): DhPublicKey | undefined };
  readonly kem: { recall(unverified: Uint8Array): KemPublicKey | undefined };
}
