import { defined, QForgeError, SecretBytes } from '../base/index.ts';
import type { CryptoBackend } from './backend.ts';
import { type CipherSuite, cipherSuites, cipherSuitesOfLevel } from './cipher-suites.ts';
import { envelopeSuite, openEnvelope, sealEnvelope } from './envelope.ts';
import { requireLength } from './exact-length.ts';
import type { Encapsulation, Kem, KemPrivateKey, KemPublicKey } from './kem.ts';
import type { SignatureScheme, SigningKey, VerificationKey } from './signature.ts';
import { findCipherSuite, hybridKemName } from './suite-choice.ts';

const KEY_BYTES = 32;
const NOTHING = new Uint8Array(0);
/** What a key that was never filled looks like. */
const UNFILLED_KEY = new Uint8Array(KEY_BYTES);

/** A fresh pair of keys for key encapsulation. */
export interface KemKeyPair {
  readonly publicKey: KemPublicKey;
  readonly privateKey: KemPrivateKey;
}

/**
 * Everything a program needs of cryptography, under one cipher suite: another suite is another instance.
 *
 * Data says which suite made it; under any other it is refused, never misread.
 */
export class CryptoProtocols {
  readonly suite: CipherSuite;
  readonly #backend: CryptoBackend;

  /** `suite` is by default the preferred one of level `high`. */
  constructor(backend: CryptoBackend, suite?: CipherSuite) {
    const [preferred] = cipherSuitesOfLevel('high');
    this.suite = suite ?? defined(preferred, 'a suite of level high');
    this.#backend = backend;
  }

  /** All suites there are, the preferred one of each level first. */
  get supportedSuites(): readonly CipherSuite[] {
    return cipherSuites;
  }

  /** The same backend under another suite, by number, name, or level (its preferred one). Throws `SUITE_UNKNOWN`. */
  withSuite(choice: number | string): CryptoProtocols {
    return new CryptoProtocols(this.#backend, findCipherSuite(choice));
  }

  /** The suite that encrypted data names, to choose an instance by. Throws `MALFORMED` or `SUITE_UNKNOWN`. */
  suiteOf(unverified: Uint8Array): CipherSuite {
    return envelopeSuite(unverified);
  }

  /**
   * Encrypts under a 32-byte key; the layout is in envelope.ts. `associatedData` is authenticated, not sent.
   *
   * Throws `CRYPTO_LENGTH_INVALID`, or `CRYPTO_KEY_INVALID` for a key of zeros.
   */
  encrypt(key: SecretBytes, plaintext: Uint8Array, associatedData: Uint8Array = NOTHING): Uint8Array {
    this.#requireKey(key);
    return sealEnvelope(this.#backend, this.suite, key, plaintext, associatedData);
  }

  /**
   * Decrypts what `encrypt` made under this suite with this key and associated data.
   *
   * Throws as `encrypt`, and `MALFORMED`, `SUITE_UNKNOWN`, `SUITE_MISMATCH` or `CRYPTO_AUTHENTICATION_FAILED`.
   */
  decrypt(key: SecretBytes, unverified: Uint8Array, associatedData: Uint8Array = NOTHING): Uint8Array {
    this.#requireKey(key);
    return openEnvelope(this.#backend, this.suite, key, unverified, associatedData);
  }

  /** New keys for the hybrid KEM of the suite. */
  generateKemKeyPair(): KemKeyPair {
    const privateKey = this.#kem.generate();
    return { publicKey: privateKey.publicKey, privateKey };
  }

  /**
   * A fresh secret and its ciphertext for the holder of a public key.
   *
   * Throws `CRYPTO_LENGTH_INVALID` or `CRYPTO_KEY_INVALID`.
   */
  encapsulate(unverified: KemPublicKey | Uint8Array): Encapsulation {
    if (unverified instanceof Uint8Array) return this.#kem.importPublicKey(unverified).encapsulate();
    requireAlgorithm(this.#kem.name, unverified.algorithm);
    return unverified.encapsulate();
  }

  /**
   * The secret behind a ciphertext; a changed ciphertext yields another secret.
   *
   * Throws `CRYPTO_LENGTH_INVALID` or `CRYPTO_KEY_INVALID`.
   */
  decapsulate(privateKey: KemPrivateKey, unverified: Uint8Array): SecretBytes {
    requireAlgorithm(this.#kem.name, privateKey.algorithm);
    return privateKey.decapsulate(unverified);
  }

  /** A 32-byte key for one purpose, named by `info`, from a shared secret: HKDF with the hash of the suite. Throws `SECRET_WIPED`. */
  deriveKey(secret: SecretBytes, info: Uint8Array, salt: Uint8Array = NOTHING): SecretBytes {
    return SecretBytes.take(this.#backend.hash(this.suite.hash).hkdf(secret.expose(), salt, info, KEY_BYTES));
  }

  /** A new key for the signature scheme of the suite. */
  generateSigningKey(): SigningKey {
    return this.#signature.generate();
  }

  /** Signs under a context of at most 255 bytes. Throws `CRYPTO_KEY_INVALID` or `ARGUMENT_INVALID`. */
  sign(key: SigningKey, message: Uint8Array, context: Uint8Array = NOTHING): Uint8Array {
    requireAlgorithm(this.#signature.name, key.algorithm);
    return key.sign(message, context);
  }

  /** Whether a signature holds. Throws `CRYPTO_LENGTH_INVALID` or `CRYPTO_KEY_INVALID` for a key that is none. */
  verify(
    unverifiedKey: VerificationKey | Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
    context: Uint8Array = NOTHING,
  ): boolean {
    const scheme = this.#signature;
    const key = unverifiedKey instanceof Uint8Array ? scheme.importPublicKey(unverifiedKey) : unverifiedKey;
    requireAlgorithm(scheme.name, key.algorithm);
    return key.verify(message, signature, context);
  }

  /** The digest of the joined parts under the hash of the suite. */
  hash(...parts: readonly Uint8Array[]): Uint8Array {
    return this.#backend.hash(this.suite.hash).digest(...parts);
  }

  get #kem(): Kem {
    return this.#backend.kem(hybridKemName(this.suite));
  }

  get #signature(): SignatureScheme {
    return this.#backend.signature(this.suite.identity);
  }

  #requireKey(key: SecretBytes): void {
    requireLength(key.expose(), KEY_BYTES, `The ${this.suite.aead} key`);
    if (this.#backend.equalSecrets(key.expose(), UNFILLED_KEY)) {
      throw new QForgeError('CRYPTO_KEY_INVALID', { algorithm: this.suite.aead, reason: 'it is all zero' });
    }
  }
}

function requireAlgorithm(expected: string, actual: string): void {
  if (actual === expected) return;
  throw new QForgeError('CRYPTO_KEY_INVALID', { algorithm: expected, reason: `it is a key for ${actual}` });
}
