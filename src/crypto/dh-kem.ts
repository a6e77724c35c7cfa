import { concatBytes, SecretBytes, utf8 } from '../base/index.ts';
import type { DhName, DhPrivateKey, DhPublicKey, DiffieHellman } from './diffie-hellman.ts';
import { requireLength } from './exact-length.ts';
import type { Hash, HashName } from './hash.ts';
import { joinedSecret } from './joined-secret.ts';
import type { Encapsulation, Kem, KemPrivateKey, KemPublicKey } from './kem.ts';
import { refuseLowOrderPoint } from './low-order-points.ts';

/** What DHKEM is built from. */
export interface DhKemParts {
  readonly dh: DiffieHellman;
  /** The hash that {@link dhKemHash} names. */
  readonly hash: Hash;
}

interface DhKemSuite {
  readonly hash: HashName;
  /** "KEM" and the number of the KEM: RFC 9180 §4.1 and §7.1. */
  readonly suiteId: Uint8Array;
  readonly sharedSecretBytes: number;
}

const suites: Readonly<Record<DhName, DhKemSuite>> = {
  X25519: { hash: 'SHA-256', suiteId: concatBytes(utf8('KEM'), Uint8Array.of(0x00, 0x20)), sharedSecretBytes: 32 },
  X448: { hash: 'SHA-512', suiteId: concatBytes(utf8('KEM'), Uint8Array.of(0x00, 0x21)), sharedSecretBytes: 64 },
};

const VERSION_LABEL = utf8('HPKE-v1');
const EXTRACT_LABEL = utf8('eae_prk');
const EXPAND_LABEL = utf8('shared_secret');
const EMPTY_SALT = new Uint8Array(0);

/** The hash function that DHKEM uses over this curve: RFC 9180 §7.1. */
export function dhKemHash(dh: DhName): HashName {
  return suites[dh].hash;
}

/**
 * ExtractAndExpand of RFC 9180 §4.1: the KEM's secret from the Diffie-Hellman secret and both public values.
 *
 * For known answers; everything else goes through {@link DhKem}.
 */
export function dhKemSharedSecret(
  { dh, hash }: DhKemParts,
  dhSecret: Uint8Array,
  ciphertext: Uint8Array,
  publicKey: Uint8Array,
): SecretBytes {
  const { suiteId, sharedSecretBytes } = suites[dh.name];
  using inputKey = joinedSecret(VERSION_LABEL, suiteId, EXTRACT_LABEL, dhSecret);
  const length = Uint8Array.of(sharedSecretBytes >> 8, sharedSecretBytes & 0xff);
  const info = concatBytes(length, VERSION_LABEL, suiteId, EXPAND_LABEL, ciphertext, publicKey);
  return SecretBytes.take(hash.hkdf(inputKey.expose(), EMPTY_SALT, info, sharedSecretBytes));
}

class DhKemPublicKey implements KemPublicKey {
  readonly algorithm: DhName;
  readonly bytes: Uint8Array;
  readonly #parts: DhKemParts;
  readonly #key: DhPublicKey;

  constructor(parts: DhKemParts, key: DhPublicKey) {
    this.algorithm = key.algorithm;
    this.bytes = key.bytes;
    this.#parts = parts;
    this.#key = key;
  }

  encapsulate(): Encapsulation {
    const ephemeral = this.#parts.dh.generate();
    const ciphertext = ephemeral.publicKey.bytes;
    using dhSecret = ephemeral.diffieHellman(this.#key);
    return {
      ciphertext,
      sharedSecret: dhKemSharedSecret(this.#parts, dhSecret.expose(), ciphertext, this.bytes),
    };
  }
}

class DhKemPrivateKey implements KemPrivateKey {
  readonly algorithm: DhName;
  readonly publicKey: KemPublicKey;
  readonly #parts: DhKemParts;
  readonly #key: DhPrivateKey;

  constructor(parts: DhKemParts, key: DhPrivateKey) {
    this.algorithm = key.algorithm;
    this.publicKey = new DhKemPublicKey(parts, key.publicKey);
    this.#parts = parts;
    this.#key = key;
  }

  decapsulate(ciphertext: Uint8Array): SecretBytes {
    const { dh } = this.#parts;
    requireLength(ciphertext, dh.keyBytes, `The ${this.algorithm} ciphertext`);
    using dhSecret = this.#key.diffieHellman(dh.importPublicKey(ciphertext));
    return dhKemSharedSecret(this.#parts, dhSecret.expose(), ciphertext, this.publicKey.bytes);
  }

  exportSeed(): SecretBytes {
    return this.#key.exportPrivateBytes();
  }

  wipe(): void {
    /* Diffie-Hellman keys are the backend's */
  }
}

/**
 * X25519 or X448 as a KEM: DHKEM(X25519, HKDF-SHA256) or DHKEM(X448, HKDF-SHA512) of RFC 9180 §4.1.
 *
 * The ciphertext is an ephemeral public key; the seed is the private key. Decapsulating a low-order point throws
 * `CRYPTO_KEY_INVALID`. Not secure against quantum computers: for use beside another KEM.
 */
export class DhKem implements Kem {
  readonly name: DhName;
  readonly publicKeyBytes: number;
  readonly seedBytes: number;
  readonly ciphertextBytes: number;
  readonly sharedSecretBytes: number;
  readonly #parts: DhKemParts;

  constructor(parts: DhKemParts) {
    this.name = parts.dh.name;
    this.publicKeyBytes = parts.dh.keyBytes;
    this.seedBytes = parts.dh.keyBytes;
    this.ciphertextBytes = parts.dh.keyBytes;
    this.sharedSecretBytes = suites[parts.dh.name].sharedSecretBytes;
    this.#parts = parts;
  }

  generate(): KemPrivateKey {
    return new DhKemPrivateKey(this.#parts, this.#parts.dh.generate());
  }

  fromSeed(seed: Uint8Array): KemPrivateKey {
    requireLength(seed, this.seedBytes, `The ${this.name} seed`);
    return new DhKemPrivateKey(this.#parts, this.#parts.dh.fromPrivateBytes(seed));
  }

  lastingFromSeed(seed: Uint8Array): KemPrivateKey {
    return this.fromSeed(seed);
  }

  importPublicKey(unverified: Uint8Array): KemPublicKey {
    requireLength(unverified, this.publicKeyBytes, `The ${this.name} public key`);
    const key = this.#parts.dh.importPublicKey(unverified);
    refuseLowOrderPoint(this.#parts.dh, key);
    return new DhKemPublicKey(this.#parts, key);
  }
}
