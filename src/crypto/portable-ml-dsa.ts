import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { type RandomSource, SecretBytes } from '../base/index.ts';
import { requireLength } from './exact-length.ts';
import { randomSecret } from './random-secret.ts';
import type { MlDsaName, SignatureScheme, SigningKey, VerificationKey } from './signature.ts';
import { isContextAllowed, requireContext } from './signature-context.ts';

/** noble's implementation of each ML-DSA parameter set. */
export const mlDsaParameterSets: Readonly<Record<MlDsaName, typeof ml_dsa65>> = {
  'ML-DSA-44': ml_dsa44,
  'ML-DSA-65': ml_dsa65,
  'ML-DSA-87': ml_dsa87,
};

/** Lengths that all parameter sets share, in bytes: FIPS 204 §4. */
const SEED_BYTES = 32;
const HEDGE_BYTES = 32;
const NO_CONTEXT = new Uint8Array(0);

class PortableMlDsaVerificationKey implements VerificationKey {
  readonly algorithm: MlDsaName;
  readonly bytes: Uint8Array;

  constructor(algorithm: MlDsaName, bytes: Uint8Array) {
    this.algorithm = algorithm;
    this.bytes = bytes;
  }

  verify(message: Uint8Array, signature: Uint8Array, context: Uint8Array = NO_CONTEXT): boolean {
    if (!isContextAllowed(this.algorithm, context)) return false;
    return mlDsaParameterSets[this.algorithm].verify(signature, message, this.bytes, { context });
  }
}

class PortableMlDsaSigningKey implements SigningKey {
  readonly algorithm: MlDsaName;
  readonly publicKey: VerificationKey;
  readonly #seed: SecretBytes;
  readonly #expanded: SecretBytes;
  readonly #random: RandomSource;

  constructor(algorithm: MlDsaName, seed: SecretBytes, random: RandomSource) {
    const { publicKey, secretKey } = mlDsaParameterSets[algorithm].keygen(seed.expose());
    this.algorithm = algorithm;
    this.publicKey = new PortableMlDsaVerificationKey(algorithm, publicKey);
    this.#seed = seed;
    this.#expanded = SecretBytes.take(secretKey);
    this.#random = random;
  }

  sign(message: Uint8Array, context: Uint8Array = NO_CONTEXT): Uint8Array {
    requireContext(this.algorithm, context);
    // FIPS 204 §3.4: the hedged form is the one for general use.
    using hedge = randomSecret(this.#random, HEDGE_BYTES);
    const options = { context, extraEntropy: hedge.expose() };
    return mlDsaParameterSets[this.algorithm].sign(message, this.#expanded.expose(), options);
  }

  exportSecret(): SecretBytes {
    return SecretBytes.copyOf(this.#seed.expose());
  }
}

/** ML-DSA of noble. Seeds and hedges come from the given source. */
export class PortableMlDsa implements SignatureScheme {
  readonly name: MlDsaName;
  readonly publicKeyBytes: number;
  readonly secretBytes: number = SEED_BYTES;
  readonly signatureBytes: number;
  readonly #random: RandomSource;

  constructor(name: MlDsaName, random: RandomSource) {
    const { publicKey = 0, signature = 0 } = mlDsaParameterSets[name].lengths;
    this.name = name;
    this.publicKeyBytes = publicKey;
    this.signatureBytes = signature;
    this.#random = random;
  }

  generate(): SigningKey {
    return new PortableMlDsaSigningKey(this.name, randomSecret(this.#random, SEED_BYTES), this.#random);
  }

  fromSecret(secret: Uint8Array): SigningKey {
    requireLength(secret, SEED_BYTES, `The ${this.name} seed`);
    return new PortableMlDsaSigningKey(this.name, SecretBytes.copyOf(secret), this.#random);
  }

  importPublicKey(unverified: Uint8Array): VerificationKey {
    requireLength(unverified, this.publicKeyBytes, `The ${this.name} public key`);
    return new PortableMlDsaVerificationKey(this.name, Uint8Array.from(unverified));
  }
}
