import { createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import { QForgeError, SecretBytes } from '../base/index.ts';
import type { DhName, DhPrivateKey, DhPublicKey, DiffieHellman } from './diffie-hellman.ts';
import { requireLength } from './exact-length.ts';
import {
  exportPrivateBytes,
  exportPublicBytes,
  generateKeyBytes,
  importPrivateKeyObject,
  importPublicKeyObject,
  type NativeKeyKind,
} from './native-key-objects.ts';

interface CurveParameters extends NativeKeyKind {
  readonly algorithm: DhName;
  readonly keyBytes: number;
}

// RFC 7748 §5.
const curves: Readonly<Record<DhName, CurveParameters>> = {
  X25519: { algorithm: 'X25519', keyType: 'x25519', privateFormat: 'raw-private', keyBytes: 32 },
  X448: { algorithm: 'X448', keyType: 'x448', privateFormat: 'raw-private', keyBytes: 56 },
};

class NativeDhPublicKey implements DhPublicKey {
  readonly algorithm: DhName;
  readonly #key: KeyObject;
  #bytes: Uint8Array | undefined;

  constructor(algorithm: DhName, key: KeyObject, bytes?: Uint8Array) {
    this.algorithm = algorithm;
    this.#key = key;
    this.#bytes = bytes;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= exportPublicBytes(this.#key);
    return this.#bytes;
  }

  /** The object behind `key`, which may come from another backend. */
  static keyObject(curve: CurveParameters, key: DhPublicKey): KeyObject {
    if (key.algorithm !== curve.algorithm) {
      throw new QForgeError('CRYPTO_KEY_INVALID', {
        algorithm: curve.algorithm,
        reason: `the other key is for ${key.algorithm}`,
      });
    }
    return key instanceof NativeDhPublicKey ? key.#key : importPublicKeyObject(curve, key.bytes);
  }
}

class NativeDhPrivateKey implements DhPrivateKey {
  readonly publicKey: DhPublicKey;
  readonly #curve: CurveParameters;
  readonly #key: KeyObject;

  constructor(curve: CurveParameters, key: KeyObject, publicKey: DhPublicKey) {
    this.publicKey = publicKey;
    this.#curve = curve;
    this.#key = key;
  }

  get algorithm(): DhName {
    return this.#curve.algorithm;
  }

  diffieHellman(peer: DhPublicKey): SecretBytes {
    const publicKey = NativeDhPublicKey.keyObject(this.#curve, peer);
    try {
      return SecretBytes.take(diffieHellman({ privateKey: this.#key, publicKey }));
    } catch {
      // RFC 7748 §6: OpenSSL refuses the all-zero secret, which only low-order points yield.
      throw new QForgeError('CRYPTO_KEY_INVALID', { algorithm: this.algorithm, reason: 'it is a low-order point' });
    }
  }

  exportPrivateBytes(): SecretBytes {
    return exportPrivateBytes(this.#curve, this.#key);
  }
}

/** X25519 and X448 of OpenSSL. */
export class NativeDiffieHellman implements DiffieHellman {
  readonly name: DhName;
  readonly keyBytes: number;
  readonly #curve: CurveParameters;

  constructor(name: DhName) {
    this.#curve = curves[name];
    this.name = name;
    this.keyBytes = this.#curve.keyBytes;
  }

  generate(): DhPrivateKey {
    const { privateKey, publicBytes } = generateKeyBytes(this.#curve);
    return new NativeDhPrivateKey(this.#curve, privateKey, { algorithm: this.name, bytes: publicBytes });
  }

  fromPrivateBytes(bytes: Uint8Array): DhPrivateKey {
    requireLength(bytes, this.keyBytes, `The ${this.name} private key`);
    const key = importPrivateKeyObject(this.#curve, bytes);
    return new NativeDhPrivateKey(this.#curve, key, new NativeDhPublicKey(this.name, createPublicKey(key)));
  }

  importPublicKey(unverified: Uint8Array): DhPublicKey {
    requireLength(unverified, this.keyBytes, `The ${this.name} public key`);
    const bytes = Uint8Array.from(unverified);
    return new NativeDhPublicKey(this.name, importPublicKeyObject(this.#curve, bytes), bytes);
  }
}
