import { type CipherGCMTypes, createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { QForgeError } from '../base/index.ts';
import type { Aead, AeadKey, AeadName } from './aead.ts';
import { requireLength } from './exact-length.ts';
import { plainBytes } from './native-key-objects.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const TAG_OPTION = { authTagLength: TAG_BYTES };

// Node's types tell the two apart, its objects behave alike.
const cipherNames: Readonly<Record<AeadName, CipherGCMTypes>> = {
  'AES-256-GCM': 'aes-256-gcm',
  'ChaCha20-Poly1305': 'chacha20-poly1305' as CipherGCMTypes,
};

class NativeAeadKey implements AeadKey {
  readonly algorithm: AeadName;
  readonly #cipherName: CipherGCMTypes;
  readonly #key: KeyObject;

  constructor(algorithm: AeadName, key: KeyObject) {
    this.algorithm = algorithm;
    this.#cipherName = cipherNames[algorithm];
    this.#key = key;
  }

  seal(nonce: Uint8Array, plaintext: Uint8Array, associatedData?: Uint8Array): Uint8Array {
    requireLength(nonce, NONCE_BYTES, 'The nonce');
    const sealed = new Uint8Array(plaintext.length + TAG_BYTES);
    try {
      const cipher = createCipheriv(this.#cipherName, this.#key, nonce, TAG_OPTION);
      if (associatedData !== undefined) cipher.setAAD(associatedData);
      sealed.set(cipher.update(plaintext));
      cipher.final();
      sealed.set(cipher.getAuthTag(), plaintext.length);
    } catch {
      throw new QForgeError('INTERNAL', { what: `${this.algorithm} encryption` });
    }
    return sealed;
  }

  sealParts(
    nonce: Uint8Array,
    plaintextParts: readonly Uint8Array[],
    associatedData?: Uint8Array,
  ): readonly Uint8Array[] {
    requireLength(nonce, NONCE_BYTES, 'The nonce');
    try {
      const cipher = createCipheriv(this.#cipherName, this.#key, nonce, TAG_OPTION);
      if (associatedData !== undefined) cipher.setAAD(associatedData);
      const sealed: Uint8Array[] = plaintextParts.map((part) => cipher.update(part));
      cipher.final();
      sealed.push(cipher.getAuthTag());
      return sealed;
    } catch {
      throw new QForgeError('INTERNAL', { what: `${this.algorithm} encryption` });
    }
  }

  open(nonce: Uint8Array, unverified: Uint8Array, associatedData?: Uint8Array): Uint8Array {
    requireLength(nonce, NONCE_BYTES, 'The nonce');
    const textBytes = unverified.length - TAG_BYTES;
    if (textBytes < 0) throw this.#failure();
    try {
      const decipher = createDecipheriv(this.#cipherName, this.#key, nonce, TAG_OPTION);
      if (associatedData !== undefined) decipher.setAAD(associatedData);
      decipher.setAuthTag(unverified.subarray(textBytes));
      const plaintext = decipher.update(unverified.subarray(0, textBytes));
      // `update` already yields text; it goes nowhere before `final` has checked the tag.
      decipher.final();
      return plainBytes(plaintext);
    } catch {
      throw this.#failure();
    }
  }

  #failure(): QForgeError {
    return new QForgeError('CRYPTO_AUTHENTICATION_FAILED', { algorithm: this.algorithm });
  }
}

/** AES-256-GCM and ChaCha20-Poly1305 of OpenSSL, with 12-byte nonces and 16-byte tags only. */
export class NativeAead implements Aead {
  readonly name: AeadName;
  readonly keyBytes: number = KEY_BYTES;
  readonly nonceBytes: number = NONCE_BYTES;
  readonly tagBytes: number = TAG_BYTES;

  constructor(name: AeadName) {
    this.name = name;
  }

  importKey(key: Uint8Array): AeadKey {
    requireLength(key, KEY_BYTES, `The ${this.name} key`);
    return new NativeAeadKey(this.name, createSecretKey(key));
  }
}
