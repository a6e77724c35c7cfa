import { gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { concatBytes, QForgeError, SecretBytes } from '../base/index.ts';
import type { Aead, AeadKey, AeadName } from './aead.ts';
import { requireLength } from './exact-length.ts';
import { moveInto } from './moved-bytes.ts';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const NO_DATA = new Uint8Array(0);

const ciphers = { 'AES-256-GCM': gcm, 'ChaCha20-Poly1305': chacha20poly1305 } as const;

class PortableAeadKey implements AeadKey {
  readonly algorithm: AeadName;
  readonly #key: SecretBytes;

  constructor(algorithm: AeadName, key: SecretBytes) {
    this.algorithm = algorithm;
    this.#key = key;
  }

  seal(nonce: Uint8Array, plaintext: Uint8Array, associatedData: Uint8Array = NO_DATA): Uint8Array {
    return seal(this.algorithm, this.#key.expose(), nonce, plaintext, associatedData);
  }

  /** The library seals whole messages only: the parts are joined first. */
  sealInto(
    target: Uint8Array,
    offset: number,
    nonce: Uint8Array,
    plaintextParts: readonly Uint8Array[],
    associatedData: Uint8Array = NO_DATA,
  ): number {
    const sealed = this.seal(nonce, concatBytes(...plaintextParts), associatedData);
    target.set(sealed, offset);
    return offset + sealed.length;
  }

  open(nonce: Uint8Array, unverified: Uint8Array, associatedData: Uint8Array = NO_DATA): Uint8Array {
    return open(this.algorithm, this.#key.expose(), nonce, unverified, associatedData);
  }

  openInto(target: Uint8Array, nonce: Uint8Array, unverified: Uint8Array, associatedData?: Uint8Array): number {
    return moveInto(target, this.open(nonce, unverified, associatedData));
  }

  wipe(): void {
    this.#key.wipe();
  }
}

function seal(
  algorithm: AeadName,
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array {
  requireLength(nonce, NONCE_BYTES, 'The nonce');
  return ciphers[algorithm](key, nonce, associatedData).encrypt(plaintext);
}

function open(
  algorithm: AeadName,
  key: Uint8Array,
  nonce: Uint8Array,
  unverified: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array {
  requireLength(nonce, NONCE_BYTES, 'The nonce');
  try {
    return ciphers[algorithm](key, nonce, associatedData).decrypt(unverified);
  } catch {
    throw new QForgeError('CRYPTO_AUTHENTICATION_FAILED', { algorithm });
  }
}

/** AES-256-GCM and ChaCha20-Poly1305 of noble, with 12-byte nonces and 16-byte tags only. */
export class PortableAead implements Aead {
  readonly name: AeadName;
  readonly keyBytes: number = KEY_BYTES;
  readonly nonceBytes: number = NONCE_BYTES;
  readonly tagBytes: number = TAG_BYTES;

  constructor(name: AeadName) {
    this.name = name;
  }

  importKey(key: Uint8Array): AeadKey {
    requireLength(key, KEY_BYTES, `The ${this.name} key`);
    return new PortableAeadKey(this.name, SecretBytes.copyOf(key));
  }

  sealOnce(
    key: Uint8Array,
    nonce: Uint8Array,
    plaintext: Uint8Array,
    associatedData: Uint8Array = NO_DATA,
  ): Uint8Array {
    requireLength(key, KEY_BYTES, `The ${this.name} key`);
    return seal(this.name, key, nonce, plaintext, associatedData);
  }

  openOnce(
    key: Uint8Array,
    nonce: Uint8Array,
    unverified: Uint8Array,
    associatedData: Uint8Array = NO_DATA,
  ): Uint8Array {
    requireLength(key, KEY_BYTES, `The ${this.name} key`);
    return open(this.name, key, nonce, unverified, associatedData);
  }
}
