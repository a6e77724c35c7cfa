import {
  slh_dsa_sha2_128f,
  slh_dsa_sha2_128s,
  slh_dsa_sha2_192f,
  slh_dsa_sha2_192s,
  slh_dsa_sha2_256f,
  slh_dsa_sha2_256s,
  slh_dsa_shake_128f,
  slh_dsa_shake_128s,
  slh_dsa_shake_192f,
  slh_dsa_shake_192s,
  slh_dsa_shake_256f,
  slh_dsa_shake_256s,
} from '@noble/post-quantum/slh-dsa.js';
import { type RandomSource, SecretBytes } from '../base/index.ts';
import { requireLength } from './exact-length.ts';
import { randomSecret } from './random-secret.ts';
import type { SignatureScheme, SigningKey, SlhDsaName, VerificationKey } from './signature.ts';
import { isContextAllowed, requireContext } from './signature-context.ts';

/** noble's implementation of each SLH-DSA parameter set. */
export const slhDsaParameterSets: Readonly<Record<SlhDsaName, typeof slh_dsa_sha2_128f>> = {
  'SLH-DSA-SHA2-128f': slh_dsa_sha2_128f,
  'SLH-DSA-SHA2-128s': slh_dsa_sha2_128s,
  'SLH-DSA-SHA2-192f': slh_dsa_sha2_192f,
  'SLH-DSA-SHA2-192s': slh_dsa_sha2_192s,
  'SLH-DSA-SHA2-256f': slh_dsa_sha2_256f,
  'SLH-DSA-SHA2-256s': slh_dsa_sha2_256s,
  'SLH-DSA-SHAKE-128f': slh_dsa_shake_128f,
  'SLH-DSA-SHAKE-128s': slh_dsa_shake_128s,
  'SLH-DSA-SHAKE-192f': slh_dsa_shake_192f,
  'SLH-DSA-SHAKE-192s': slh_dsa_shake_192s,
  'SLH-DSA-SHAKE-256f': slh_dsa_shake_256f,
  'SLH-DSA-SHAKE-256s': slh_dsa_shake_256s,
};

const NO_CONTEXT = new Uint8Array(0);

class PortableSlhDsaVerificationKey implements VerificationKey {
  readonly algorithm: SlhDsaName;
  readonly bytes: Uint8Array;

  constructor(algorithm: SlhDsaName, bytes: Uint8Array) {
    this.algorithm = algorithm;
    this.bytes = bytes;
  }

  verify(message: Uint8Array, signature: Uint8Array, context: Uint8Array = NO_CONTEXT): boolean {
    if (!isContextAllowed(this.algorithm, context)) return false;
    return slhDsaParameterSets[this.algorithm].verify(signature, message, this.bytes, { context });
  }
}

class PortableSlhDsaSigningKey implements SigningKey {
  readonly algorithm: SlhDsaName;
  readonly publicKey: VerificationKey;
  readonly #secret: SecretBytes;
  readonly #random: RandomSource;

  constructor(algorithm: SlhDsaName, secret: SecretBytes, random: RandomSource) {
    // FIPS 205 §9.1: the private key ends with the public key.
    const publicKey = Uint8Array.from(secret.expose().subarray(secret.length / 2));
    this.algorithm = algorithm;
    this.publicKey = new PortableSlhDsaVerificationKey(algorithm, publicKey);
    this.#secret = secret;
    this.#random = random;
  }

  sign(message: Uint8Array, context: Uint8Array = NO_CONTEXT): Uint8Array {
    requireContext(this.algorithm, context);
    // FIPS 205 §9.2: the hedge has n bytes, a quarter of the private key.
    using hedge = randomSecret(this.#random, this.#secret.length / 4);
    const options = { context, extraEntropy: hedge.expose() };
    return slhDsaParameterSets[this.algorithm].sign(message, this.#secret.expose(), options);
  }

  exportSecret(): SecretBytes {
    return SecretBytes.copyOf(this.#secret.expose());
  }
}

/** SLH-DSA of noble. Seeds and hedges come from the given source. Signing takes seconds with the `s` sets. */
export class PortableSlhDsa implements SignatureScheme {
  readonly name: SlhDsaName;
  readonly publicKeyBytes: number;
  readonly secretBytes: number;
  readonly signatureBytes: number;
  readonly #seedBytes: number;
  readonly #random: RandomSource;

  constructor(name: SlhDsaName, random: RandomSource) {
    const { publicKey = 0, secretKey = 0, signature = 0, seed = 0 } = slhDsaParameterSets[name].lengths;
    this.name = name;
    this.publicKeyBytes = publicKey;
    this.secretBytes = secretKey;
    this.signatureBytes = signature;
    this.#seedBytes = seed;
    this.#random = random;
  }

  generate(): SigningKey {
    using seed = randomSecret(this.#random, this.#seedBytes);
    const { secretKey } = slhDsaParameterSets[this.name].keygen(seed.expose());
    return new PortableSlhDsaSigningKey(this.name, SecretBytes.take(secretKey), this.#random);
  }

  fromSecret(secret: Uint8Array): SigningKey {
    requireLength(secret, this.secretBytes, `The ${this.name} private key`);
    return new PortableSlhDsaSigningKey(this.name, SecretBytes.copyOf(secret), this.#random);
  }

  importPublicKey(unverified: Uint8Array): VerificationKey {
    requireLength(unverified, this.publicKeyBytes, `The ${this.name} public key`);
    return new PortableSlhDsaVerificationKey(this.name, Uint8Array.from(unverified));
  }
}
