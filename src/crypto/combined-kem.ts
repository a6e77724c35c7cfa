import { concatBytes, type RandomSource, SecretBytes } from '../base/index.ts';
import type { DhPrivateKey, DhPublicKey, DiffieHellman } from './diffie-hellman.ts';
import { requireLength } from './exact-length.ts';
import type { Hash } from './hash.ts';
import type { Encapsulation, Kem, KemName, KemPrivateKey, KemPublicKey } from './kem.ts';
import { refuseLowOrderPoint } from './low-order-points.ts';
import { randomSecret } from './random-secret.ts';
import type { Shake256 } from './shake256.ts';

/** KEMs made of ML-KEM and Diffie-Hellman. */
export type CombinedKemName = 'X-Wing' | (KemName & `${string}+${string}`);

/** What a combined KEM is built from, all of one backend. */
export interface CombinedKemParts {
  readonly mlKem: Kem;
  readonly dh: DiffieHellman;
  /** SHA3-256. */
  readonly sha3: Hash;
  readonly shake256: Shake256;
  readonly random: RandomSource;
}

/** Everything that a combiner may hash. */
export interface CombinedSecrets {
  readonly mlKemSecret: Uint8Array;
  readonly dhSecret: Uint8Array;
  readonly mlKemCiphertext: Uint8Array;
  readonly dhCiphertext: Uint8Array;
  readonly mlKemPublicKey: Uint8Array;
  readonly dhPublicKey: Uint8Array;
}

/** How a combined KEM makes one secret of two, and two private keys of one seed. */
export interface CombinedKemConstruction {
  readonly name: CombinedKemName;
  /** Follows the seed where it is expanded. */
  readonly seedSuffix: Uint8Array;
  /** A 32-byte secret that stays secret while either part does. */
  readonly combine: (sha3: Hash, secrets: CombinedSecrets) => SecretBytes;
}

const SEED_BYTES = 32;
const SHARED_SECRET_BYTES = 32;

class CombinedKemPublicKey implements KemPublicKey {
  readonly algorithm: CombinedKemName;
  readonly bytes: Uint8Array;
  readonly #construction: CombinedKemConstruction;
  readonly #parts: CombinedKemParts;
  readonly #mlKemKey: KemPublicKey;
  readonly #dhKey: DhPublicKey;

  constructor(
    construction: CombinedKemConstruction,
    parts: CombinedKemParts,
    keys: { mlKem: KemPublicKey; dh: DhPublicKey },
  ) {
    this.algorithm = construction.name;
    this.bytes = concatBytes(keys.mlKem.bytes, keys.dh.bytes);
    this.#construction = construction;
    this.#parts = parts;
    this.#mlKemKey = keys.mlKem;
    this.#dhKey = keys.dh;
  }

  encapsulate(): Encapsulation {
    const { ciphertext: mlKemCiphertext, sharedSecret } = this.#mlKemKey.encapsulate();
    using mlKemSecret = sharedSecret;
    const ephemeral = this.#parts.dh.generate();
    const dhCiphertext = ephemeral.publicKey.bytes;
    using dhSecret = ephemeral.diffieHellman(this.#dhKey);
    return {
      ciphertext: concatBytes(mlKemCiphertext, dhCiphertext),
      sharedSecret: this.#construction.combine(this.#parts.sha3, {
        mlKemSecret: mlKemSecret.expose(),
        dhSecret: dhSecret.expose(),
        mlKemCiphertext,
        dhCiphertext,
        mlKemPublicKey: this.#mlKemKey.bytes,
        dhPublicKey: this.#dhKey.bytes,
      }),
    };
  }
}

class CombinedKemPrivateKey implements KemPrivateKey {
  readonly algorithm: CombinedKemName;
  readonly publicKey: KemPublicKey;
  readonly #construction: CombinedKemConstruction;
  readonly #parts: CombinedKemParts;
  readonly #seed: SecretBytes;
  readonly #mlKemKey: KemPrivateKey;
  readonly #dhKey: DhPrivateKey;

  constructor(construction: CombinedKemConstruction, parts: CombinedKemParts, seed: SecretBytes) {
    const { mlKem, dh, shake256 } = parts;
    const expandedBytes = mlKem.seedBytes + dh.keyBytes;
    using expanded = SecretBytes.take(shake256(expandedBytes, seed.expose(), construction.seedSuffix));
    this.#mlKemKey = mlKem.fromSeed(expanded.expose().subarray(0, mlKem.seedBytes));
    this.#dhKey = dh.fromPrivateBytes(expanded.expose().subarray(mlKem.seedBytes));
    this.#construction = construction;
    this.#parts = parts;
    this.#seed = seed;
    this.algorithm = construction.name;
    this.publicKey = new CombinedKemPublicKey(construction, parts, {
      mlKem: this.#mlKemKey.publicKey,
      dh: this.#dhKey.publicKey,
    });
  }

  decapsulate(ciphertext: Uint8Array): SecretBytes {
    const { mlKem, dh, sha3 } = this.#parts;
    requireLength(ciphertext, mlKem.ciphertextBytes + dh.keyBytes, `The ${this.algorithm} ciphertext`);
    const mlKemCiphertext = ciphertext.subarray(0, mlKem.ciphertextBytes);
    const dhCiphertext = ciphertext.subarray(mlKem.ciphertextBytes);
    using mlKemSecret = this.#mlKemKey.decapsulate(mlKemCiphertext);
    using dhSecret = this.#dhKey.diffieHellman(dh.importPublicKey(dhCiphertext));
    return this.#construction.combine(sha3, {
      mlKemSecret: mlKemSecret.expose(),
      dhSecret: dhSecret.expose(),
      mlKemCiphertext,
      dhCiphertext,
      mlKemPublicKey: this.#mlKemKey.publicKey.bytes,
      dhPublicKey: this.#dhKey.publicKey.bytes,
    });
  }

  exportSeed(): SecretBytes {
    return SecretBytes.copyOf(this.#seed.expose());
  }

  wipe(): void {
    this.#seed.wipe();
    this.#mlKemKey.wipe();
  }
}

/**
 * ML-KEM and Diffie-Hellman as one KEM. Keys and ciphertexts are those of both, ML-KEM first.
 *
 * Decapsulating a low-order point throws `CRYPTO_KEY_INVALID`; any other changed ciphertext yields another secret.
 */
export class CombinedKem implements Kem {
  readonly name: CombinedKemName;
  readonly publicKeyBytes: number;
  readonly seedBytes: number = SEED_BYTES;
  readonly ciphertextBytes: number;
  readonly sharedSecretBytes: number = SHARED_SECRET_BYTES;
  readonly #construction: CombinedKemConstruction;
  readonly #parts: CombinedKemParts;

  constructor(construction: CombinedKemConstruction, parts: CombinedKemParts) {
    this.name = construction.name;
    this.publicKeyBytes = parts.mlKem.publicKeyBytes + parts.dh.keyBytes;
    this.ciphertextBytes = parts.mlKem.ciphertextBytes + parts.dh.keyBytes;
    this.#construction = construction;
    this.#parts = parts;
  }

  generate(): KemPrivateKey {
    return new CombinedKemPrivateKey(this.#construction, this.#parts, randomSecret(this.#parts.random, SEED_BYTES));
  }

  fromSeed(seed: Uint8Array): KemPrivateKey {
    requireLength(seed, SEED_BYTES, `The ${this.name} seed`);
    return new CombinedKemPrivateKey(this.#construction, this.#parts, SecretBytes.copyOf(seed));
  }

  lastingFromSeed(seed: Uint8Array): KemPrivateKey {
    return this.fromSeed(seed);
  }

  importPublicKey(unverified: Uint8Array): KemPublicKey {
    const { mlKem, dh } = this.#parts;
    requireLength(unverified, this.publicKeyBytes, `The ${this.name} public key`);
    const mlKemKey = mlKem.importPublicKey(unverified.subarray(0, mlKem.publicKeyBytes));
    const dhKey = dh.importPublicKey(unverified.subarray(mlKem.publicKeyBytes));
    refuseLowOrderPoint(dh, dhKey);
    return new CombinedKemPublicKey(this.#construction, this.#parts, { mlKem: mlKemKey, dh: dhKey });
  }
}
