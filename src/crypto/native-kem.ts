import { createPublicKey, decapsulate, encapsulate, type KeyObject } from 'node:crypto';
import { QForgeError, SecretBytes } from '../base/index.ts';
import { requireLength } from './exact-length.ts';
import type { Encapsulation, Kem, KemPrivateKey, KemPublicKey, MlKemName } from './kem.ts';
import {
  exportPrivateBytes,
  exportPublicBytes,
  generatePrivateKeyObject,
  importPrivateKeyObject,
  importPublicKeyObject,
  type NativeKeyKind,
  plainBytes,
} from './native-key-objects.ts';

interface MlKemParameters extends NativeKeyKind {
  readonly algorithm: MlKemName;
  readonly publicKeyBytes: number;
  readonly ciphertextBytes: number;
}

const SEED_BYTES = 64;
const SHARED_SECRET_BYTES = 32;

// FIPS 203 §8, table 3.
const parameterSets: Readonly<Record<MlKemName, MlKemParameters>> = {
  'ML-KEM-512': parameters('ML-KEM-512', 'ml-kem-512', 800, 768),
  'ML-KEM-768': parameters('ML-KEM-768', 'ml-kem-768', 1184, 1088),
  'ML-KEM-1024': parameters('ML-KEM-1024', 'ml-kem-1024', 1568, 1568),
};

function parameters(
  algorithm: MlKemName,
  keyType: NativeKeyKind['keyType'],
  publicKeyBytes: number,
  ciphertextBytes: number,
): MlKemParameters {
  return { algorithm, keyType, privateFormat: 'raw-seed', publicKeyBytes, ciphertextBytes };
}

class NativeKemPublicKey implements KemPublicKey {
  readonly algorithm: MlKemName;
  readonly #key: KeyObject;
  #bytes: Uint8Array | undefined;

  constructor(algorithm: MlKemName, key: KeyObject, bytes?: Uint8Array) {
    this.algorithm = algorithm;
    this.#key = key;
    this.#bytes = bytes;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= exportPublicBytes(this.#key);
    return this.#bytes;
  }

  encapsulate(): Encapsulation {
    try {
      const { ciphertext, sharedKey } = encapsulate(this.#key);
      return { ciphertext: plainBytes(ciphertext), sharedSecret: SecretBytes.take(sharedKey) };
    } catch {
      throw new QForgeError('INTERNAL', { what: `${this.algorithm} encapsulation` });
    }
  }
}

class NativeKemPrivateKey implements KemPrivateKey {
  readonly publicKey: KemPublicKey;
  readonly #parameters: MlKemParameters;
  readonly #key: KeyObject;

  constructor(parameters: MlKemParameters, key: KeyObject) {
    this.publicKey = new NativeKemPublicKey(parameters.algorithm, createPublicKey(key));
    this.#parameters = parameters;
    this.#key = key;
  }

  get algorithm(): MlKemName {
    return this.#parameters.algorithm;
  }

  decapsulate(ciphertext: Uint8Array): SecretBytes {
    const { algorithm, ciphertextBytes } = this.#parameters;
    requireLength(ciphertext, ciphertextBytes, `The ${algorithm} ciphertext`);
    try {
      return SecretBytes.take(decapsulate(this.#key, ciphertext));
    } catch {
      throw new QForgeError('INTERNAL', { what: `${algorithm} decapsulation` });
    }
  }

  exportSeed(): SecretBytes {
    return exportPrivateBytes(this.#parameters, this.#key);
  }

  wipe(): void {
    /* the key is OpenSSL's */
  }
}

/** ML-KEM of OpenSSL. Public keys are checked on import (FIPS 203 §7.2) and kept ready for use. */
export class NativeMlKem implements Kem {
  readonly name: MlKemName;
  readonly publicKeyBytes: number;
  readonly seedBytes: number = SEED_BYTES;
  readonly ciphertextBytes: number;
  readonly sharedSecretBytes: number = SHARED_SECRET_BYTES;
  readonly #parameters: MlKemParameters;

  constructor(name: MlKemName) {
    this.#parameters = parameterSets[name];
    this.name = name;
    this.publicKeyBytes = this.#parameters.publicKeyBytes;
    this.ciphertextBytes = this.#parameters.ciphertextBytes;
  }

  generate(): KemPrivateKey {
    return new NativeKemPrivateKey(this.#parameters, generatePrivateKeyObject(this.#parameters));
  }

  fromSeed(seed: Uint8Array): KemPrivateKey {
    requireLength(seed, SEED_BYTES, `The ${this.name} seed`);
    return new NativeKemPrivateKey(this.#parameters, importPrivateKeyObject(this.#parameters, seed));
  }

  lastingFromSeed(seed: Uint8Array): KemPrivateKey {
    return this.fromSeed(seed);
  }

  importPublicKey(unverified: Uint8Array): KemPublicKey {
    requireLength(unverified, this.publicKeyBytes, `The ${this.name} public key`);
    const bytes = Uint8Array.from(unverified);
    return new NativeKemPublicKey(this.name, importPublicKeyObject(this.#parameters, bytes), bytes);
  }
}
