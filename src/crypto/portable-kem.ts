import { ml_kem512, ml_kem768, ml_kem1024 } from '@noble/post-quantum/ml-kem.js';
import { QForgeError, type RandomSource, SecretBytes } from '../base/index.ts';
import { requireLength } from './exact-length.ts';
import type { Encapsulation, Kem, KemPrivateKey, KemPublicKey, MlKemName } from './kem.ts';
import { isReducedModulo } from './ml-kem-modulus.ts';
import { randomSecret } from './random-secret.ts';

/** noble's implementation of each ML-KEM parameter set. */
export const mlKemParameterSets: Readonly<Record<MlKemName, typeof ml_kem768>> = {
  'ML-KEM-512': ml_kem512,
  'ML-KEM-768': ml_kem768,
  'ML-KEM-1024': ml_kem1024,
};

/** Lengths that all parameter sets share, in bytes: FIPS 203 §8. */
const SEED_BYTES = 64;
const COINS_BYTES = 32;
const SHARED_SECRET_BYTES = 32;
/** The matrix seed behind the encoded vector of an encapsulation key. */
const MATRIX_SEED_BYTES = 32;

class PortableMlKemPublicKey implements KemPublicKey {
  readonly algorithm: MlKemName;
  readonly bytes: Uint8Array;
  readonly #random: RandomSource;

  constructor(algorithm: MlKemName, bytes: Uint8Array, random: RandomSource) {
    this.algorithm = algorithm;
    this.bytes = bytes;
    this.#random = random;
  }

  encapsulate(): Encapsulation {
    using coins = randomSecret(this.#random, COINS_BYTES);
    const { cipherText, sharedSecret } = mlKemParameterSets[this.algorithm].encapsulate(this.bytes, coins.expose());
    return { ciphertext: cipherText, sharedSecret: SecretBytes.take(sharedSecret) };
  }
}

class PortableMlKemPrivateKey implements KemPrivateKey {
  readonly algorithm: MlKemName;
  readonly publicKey: KemPublicKey;
  readonly #seed: SecretBytes;
  readonly #expanded: SecretBytes;
  readonly #ciphertextBytes: number;

  constructor(kem: PortableMlKem, seed: SecretBytes, random: RandomSource) {
    const { publicKey, secretKey } = mlKemParameterSets[kem.name].keygen(seed.expose());
    this.algorithm = kem.name;
    this.publicKey = new PortableMlKemPublicKey(kem.name, publicKey, random);
    this.#seed = seed;
    this.#expanded = SecretBytes.take(secretKey);
    this.#ciphertextBytes = kem.ciphertextBytes;
  }

  decapsulate(ciphertext: Uint8Array): SecretBytes {
    requireLength(ciphertext, this.#ciphertextBytes, `The ${this.algorithm} ciphertext`);
    const parameterSet = mlKemParameterSets[this.algorithm];
    return SecretBytes.take(parameterSet.decapsulate(ciphertext, this.#expanded.expose()));
  }

  exportSeed(): SecretBytes {
    return SecretBytes.copyOf(this.#seed.expose());
  }

  wipe(): void {
    this.#seed.wipe();
    this.#expanded.wipe();
  }
}

/** ML-KEM of noble. All seeds and coins come from the given source. */
export class PortableMlKem implements Kem {
  readonly name: MlKemName;
  readonly publicKeyBytes: number;
  readonly seedBytes: number = SEED_BYTES;
  readonly ciphertextBytes: number;
  readonly sharedSecretBytes: number = SHARED_SECRET_BYTES;
  readonly #random: RandomSource;

  constructor(name: MlKemName, random: RandomSource) {
    const { publicKey = 0, cipherText = 0 } = mlKemParameterSets[name].lengths;
    this.name = name;
    this.publicKeyBytes = publicKey;
    this.ciphertextBytes = cipherText;
    this.#random = random;
  }

  generate(): KemPrivateKey {
    const seed = randomSecret(this.#random, SEED_BYTES);
    return new PortableMlKemPrivateKey(this, seed, this.#random);
  }

  fromSeed(seed: Uint8Array): KemPrivateKey {
    requireLength(seed, SEED_BYTES, `The ${this.name} seed`);
    return new PortableMlKemPrivateKey(this, SecretBytes.copyOf(seed), this.#random);
  }

  lastingFromSeed(seed: Uint8Array): KemPrivateKey {
    return this.fromSeed(seed);
  }

  importPublicKey(unverified: Uint8Array): KemPublicKey {
    requireLength(unverified, this.publicKeyBytes, `The ${this.name} public key`);
    // FIPS 203 §7.2: the modulus check.
    if (!isReducedModulo(unverified.subarray(0, -MATRIX_SEED_BYTES))) {
      throw new QForgeError('CRYPTO_KEY_INVALID', { algorithm: this.name, reason: 'a coefficient is not reduced' });
    }
    return new PortableMlKemPublicKey(this.name, Uint8Array.from(unverified), this.#random);
  }
}
