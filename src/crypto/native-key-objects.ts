import {
  type AsymmetricKeyType,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { QForgeError, SecretBytes } from '../base/index.ts';

/** Raw encodings of private keys: the seed for ML-KEM and ML-DSA, the private key itself for the others. */
export type RawPrivateFormat = 'raw-seed' | 'raw-private';

/** What OpenSSL needs to know of one asymmetric algorithm. */
export interface NativeKeyKind {
  /** Name in errors. */
  readonly algorithm: string;
  readonly keyType: AsymmetricKeyType;
  readonly privateFormat: RawPrivateFormat;
}

/** A view of the same bytes without Node's own methods, whose `slice` differs from that of every other platform. */
export function plainBytes(buffer: Buffer<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** A new private key object. */
export function generatePrivateKeyObject(kind: NativeKeyKind): KeyObject {
  // The published types list one overload per key type; they all come to this one.
  const generate = generateKeyPairSync as (keyType: AsymmetricKeyType) => { privateKey: KeyObject };
  return generate(kind.keyType).privateKey;
}

/** A new private key object, and the raw encoding of its public key: no object is made for that. */
export function generateKeyBytes(kind: NativeKeyKind): {
  readonly privateKey: KeyObject;
  readonly publicBytes: Uint8Array<ArrayBuffer>;
} {
  const generate = generateKeyPairSync as unknown as (
    keyType: AsymmetricKeyType,
    options: { readonly publicKeyEncoding: { readonly format: 'raw-public' } },
  ) => { privateKey: KeyObject; publicKey: Buffer<ArrayBuffer> };
  const { privateKey, publicKey } = generate(kind.keyType, { publicKeyEncoding: { format: 'raw-public' } });
  return { privateKey, publicBytes: plainBytes(publicKey) };
}

/** Imports a public key whose length was checked. Throws `CRYPTO_KEY_INVALID` if OpenSSL refuses it. */
export function importPublicKeyObject(kind: NativeKeyKind, unverified: Uint8Array): KeyObject {
  try {
    return createPublicKey({ key: unverified, format: 'raw-public', asymmetricKeyType: kind.keyType });
  } catch {
    throw new QForgeError('CRYPTO_KEY_INVALID', { algorithm: kind.algorithm, reason: 'its encoding is refused' });
  }
}

/** Imports a private key whose length was checked. Throws `CRYPTO_KEY_INVALID` if OpenSSL refuses it. */
export function importPrivateKeyObject(kind: NativeKeyKind, secret: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: secret, format: kind.privateFormat, asymmetricKeyType: kind.keyType });
  } catch {
    throw new QForgeError('CRYPTO_KEY_INVALID', { algorithm: kind.algorithm, reason: 'its encoding is refused' });
  }
}

/** The raw encoding of a public key. */
export function exportPublicBytes(key: KeyObject): Uint8Array<ArrayBuffer> {
  return plainBytes(key.export({ format: 'raw-public' }));
}

/** The raw encoding of a private key; the copy Node makes on the way is overwritten. */
export function exportPrivateBytes(kind: NativeKeyKind, key: KeyObject): SecretBytes {
  return SecretBytes.take(key.export({ format: kind.privateFormat }));
}
