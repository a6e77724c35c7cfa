import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { QForgeError, type SecretBytes } from '../base/index.ts';
import { requireLength } from './exact-length.ts';
import {
  exportPrivateBytes,
  exportPublicBytes,
  generatePrivateKeyObject,
  importPrivateKeyObject,
  importPublicKeyObject,
  plainBytes,
} from './native-key-objects.ts';
import {
  type NativeSignatureName,
  nativeSignatureParameters,
  type SignatureParameters,
} from './native-signature-parameters.ts';
import type { SignatureScheme, SigningKey, VerificationKey } from './signature.ts';
import { isContextAllowed, requireContext } from './signature-context.ts';

const NO_CONTEXT = new Uint8Array(0);

class NativeVerificationKey implements VerificationKey {
  readonly #parameters: SignatureParameters;
  readonly #key: KeyObject;
  #bytes: Uint8Array | undefined;

  constructor(parameters: SignatureParameters, key: KeyObject, bytes?: Uint8Array) {
    this.#parameters = parameters;
    this.#key = key;
    this.#bytes = bytes;
  }

  get algorithm(): NativeSignatureName {
    return this.#parameters.algorithm;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= exportPublicBytes(this.#key);
    return this.#bytes;
  }

  verify(message: Uint8Array, signature: Uint8Array, context: Uint8Array = NO_CONTEXT): boolean {
    if (signature.length !== this.#parameters.signatureBytes) return false;
    if (!isContextAllowed(this.algorithm, context)) return false;
    try {
      return verify(null, message, { key: this.#key, context }, signature);
    } catch {
      // A signature that OpenSSL can't even read is none.
      return false;
    }
  }
}

class NativeSigningKey implements SigningKey {
  readonly publicKey: VerificationKey;
  readonly #parameters: SignatureParameters;
  readonly #key: KeyObject;

  constructor(parameters: SignatureParameters, key: KeyObject) {
    this.publicKey = new NativeVerificationKey(parameters, createPublicKey(key));
    this.#parameters = parameters;
    this.#key = key;
  }

  get algorithm(): NativeSignatureName {
    return this.#parameters.algorithm;
  }

  sign(message: Uint8Array, context: Uint8Array = NO_CONTEXT): Uint8Array {
    requireContext(this.algorithm, context);
    try {
      return plainBytes(sign(null, message, { key: this.#key, context }));
    } catch {
      throw new QForgeError('INTERNAL', { what: `${this.algorithm} signing` });
    }
  }

  exportSecret(): SecretBytes {
    return exportPrivateBytes(this.#parameters, this.#key);
  }
}

/** ML-DSA (hedged), SLH-DSA (hedged), Ed25519 and Ed448 of OpenSSL. */
export class NativeSignatureScheme implements SignatureScheme {
  readonly name: NativeSignatureName;
  readonly publicKeyBytes: number;
  readonly secretBytes: number;
  readonly signatureBytes: number;
  readonly #parameters: SignatureParameters;

  constructor(name: NativeSignatureName) {
    this.#parameters = nativeSignatureParameters[name];
    this.name = name;
    this.publicKeyBytes = this.#parameters.publicKeyBytes;
    this.secretBytes = this.#parameters.secretBytes;
    this.signatureBytes = this.#parameters.signatureBytes;
  }

  generate(): SigningKey {
    return new NativeSigningKey(this.#parameters, generatePrivateKeyObject(this.#parameters));
  }

  fromSecret(secret: Uint8Array): SigningKey {
    requireLength(secret, this.secretBytes, `The ${this.name} private key`);
    return new NativeSigningKey(this.#parameters, importPrivateKeyObject(this.#parameters, secret));
  }

  importPublicKey(unverified: Uint8Array): VerificationKey {
    requireLength(unverified, this.publicKeyBytes, `The ${this.name} public key`);
    const bytes = Uint8Array.from(unverified);
    return new NativeVerificationKey(this.#parameters, importPublicKeyObject(this.#parameters, bytes), bytes);
  }
}
