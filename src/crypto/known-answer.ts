import { equalPublicBytes, QForgeError, type RandomSource, SecretBytes, unreachable } from '../base/index.ts';
import type { CryptoBackend } from './backend.ts';
import { requireLength } from './exact-length.ts';
import type { MlKemName } from './kem.ts';
import { type PreHashName, preHashedMessage, pureMessage } from './message-format.ts';
import { isReducedModulo } from './ml-kem-modulus.ts';
import { createPortableBackend } from './portable-backend.ts';
import { PortableHash } from './portable-hash.ts';
import { mlKemParameterSets } from './portable-kem.ts';
import { mlDsaParameterSets } from './portable-ml-dsa.ts';
import { slhDsaParameterSets } from './portable-slh-dsa.ts';
import type { MlDsaName, SlhDsaName } from './signature.ts';
import { requireContext } from './signature-context.ts';

/*
 * What published known answers need and nothing else may have: chosen coins, expanded keys, internal interfaces.
 * No file of src/ imports this one (the architecture check sees to it); tests do, by its path.
 */

/** Coins that were written down: handed out once, in order. */
export interface FixedCoins extends RandomSource {
  /** How many bytes were not asked for. */
  readonly remaining: number;
}

/** A source that hands out `bytes` in order. Asking for more throws `ARGUMENT_INVALID`. */
export function fixedCoins(bytes: Uint8Array): FixedCoins {
  let offset = 0;
  return {
    get remaining() {
      return bytes.length - offset;
    },
    fill: (target) => {
      if (offset + target.length > bytes.length) {
        throw new QForgeError('ARGUMENT_INVALID', {
          argument: 'coins',
          reason: `there are only ${bytes.length} bytes`,
        });
      }
      target.set(bytes.subarray(offset, offset + target.length));
      offset += target.length;
      return target;
    },
  };
}

/**
 * The portable backend with its randomness replaced by `coins`.
 *
 * `coins` is asked in the order of the calls: ML-KEM keys take a 64-byte seed, X25519 keys 32 bytes, X448 keys 56,
 * ML-KEM encapsulation 32 bytes, combined KEMs those of ML-KEM first, ML-DSA signatures a hedge of 32 bytes.
 */
export function knownAnswerBackend(coins: RandomSource): CryptoBackend {
  return createPortableBackend(coins);
}

/** The expanded decapsulation key of a 64-byte seed: FIPS 203 §7.1. */
export function mlKemExpandedKey(name: MlKemName, seed: Uint8Array): Uint8Array {
  requireLength(seed, 64, `The ${name} seed`);
  return mlKemParameterSets[name].keygen(seed).secretKey;
}

/**
 * Checks an expanded decapsulation key: type and hash as FIPS 203 §7.3 asks, and that its secret vector is reduced.
 * Throws `CRYPTO_LENGTH_INVALID` or `CRYPTO_KEY_INVALID`.
 */
export function checkMlKemExpandedKey(name: MlKemName, unverified: Uint8Array): void {
  const { secretKey: keyBytes = 0, publicKey: publicKeyBytes = 0 } = mlKemParameterSets[name].lengths;
  requireLength(unverified, keyBytes, `The ${name} decapsulation key`);
  // dk = secret vector || ek || H(ek) || z: FIPS 203 §6.1.
  const vectorBytes = publicKeyBytes - 32;
  const publicKey = unverified.subarray(vectorBytes, vectorBytes + publicKeyBytes);
  const hash = unverified.subarray(vectorBytes + publicKeyBytes, -32);
  if (!equalPublicBytes(new PortableHash('SHA3-256').digest(publicKey), hash)) {
    throw new QForgeError('CRYPTO_KEY_INVALID', { algorithm: name, reason: 'the hash inside does not match' });
  }
  if (!isReducedModulo(unverified.subarray(0, vectorBytes))) {
    throw new QForgeError('CRYPTO_KEY_INVALID', { algorithm: name, reason: 'a secret coefficient is not reduced' });
  }
}

/** Decapsulates with an expanded key, checked as {@link checkMlKemExpandedKey} does. Throws `CRYPTO_LENGTH_INVALID`. */
export function mlKemDecapsulate(name: MlKemName, unverifiedKey: Uint8Array, ciphertext: Uint8Array): SecretBytes {
  const { cipherText: ciphertextBytes = 0 } = mlKemParameterSets[name].lengths;
  checkMlKemExpandedKey(name, unverifiedKey);
  requireLength(ciphertext, ciphertextBytes, `The ${name} ciphertext`);
  return SecretBytes.take(mlKemParameterSets[name].decapsulate(ciphertext, unverifiedKey));
}

/**
 * What a signature is made over.
 *
 * `pure` and `pre-hash` are the interfaces for use; `internal` takes the message as it is (FIPS 204 §6.2,
 * FIPS 205 §9.2), `mu` takes the 64-byte representative of ML-DSA in its place.
 */
export type SignatureInput =
  | { readonly kind: 'pure'; readonly message: Uint8Array; readonly context: Uint8Array }
  | {
      readonly kind: 'pre-hash';
      readonly message: Uint8Array;
      readonly context: Uint8Array;
      readonly hash: PreHashName;
    }
  | { readonly kind: 'internal'; readonly message: Uint8Array }
  | { readonly kind: 'mu'; readonly mu: Uint8Array };

/** The bytes that the internal interface signs. Throws `ARGUMENT_INVALID` for a bad context. */
function internalMessage(algorithm: MlDsaName | SlhDsaName, input: SignatureInput): Uint8Array {
  switch (input.kind) {
    case 'pure':
      requireContext(algorithm, input.context);
      return pureMessage(input.message, input.context);
    case 'pre-hash':
      requireContext(algorithm, input.context);
      return preHashedMessage(input.message, input.context, input.hash);
    case 'internal':
      return input.message;
    case 'mu':
      return input.mu;
    default:
      return unreachable(input);
  }
}

/** Whether the library is to take the message for mu; checks mu's length. */
function externalMu(input: SignatureInput): { externalMu?: true } {
  if (input.kind !== 'mu') return {};
  requireLength(input.mu, 64, 'The message representative');
  return { externalMu: true };
}

/** The expanded private key of a 32-byte seed: FIPS 204 §6.1. */
export function mlDsaExpandedKey(name: MlDsaName, seed: Uint8Array): Uint8Array {
  requireLength(seed, 32, `The ${name} seed`);
  return mlDsaParameterSets[name].keygen(seed).secretKey;
}

/** The public key of an expanded private key. Throws `CRYPTO_LENGTH_INVALID` or `CRYPTO_KEY_INVALID`. */
export function mlDsaPublicKey(name: MlDsaName, unverifiedKey: Uint8Array): Uint8Array {
  return withMlDsaKey(name, unverifiedKey, () => mlDsaParameterSets[name].getPublicKey(unverifiedKey));
}

/**
 * Signs with an expanded private key and a chosen hedge; 32 zero bytes make the deterministic form (FIPS 204 §3.4).
 * Throws `CRYPTO_LENGTH_INVALID`, `CRYPTO_KEY_INVALID` or `ARGUMENT_INVALID`.
 */
export function mlDsaSign(
  name: MlDsaName,
  unverifiedKey: Uint8Array,
  input: SignatureInput,
  hedge: Uint8Array,
): Uint8Array {
  requireLength(hedge, 32, 'The hedge');
  const message = internalMessage(name, input);
  const options = { extraEntropy: hedge, ...externalMu(input) };
  return withMlDsaKey(name, unverifiedKey, () =>
    mlDsaParameterSets[name].internal.sign(message, unverifiedKey, options),
  );
}

/** The library checks the ranges of the short vectors while it decodes; with lengths right it raises nothing else. */
function withMlDsaKey<T>(name: MlDsaName, unverifiedKey: Uint8Array, use: () => T): T {
  requireLength(unverifiedKey, mlDsaParameterSets[name].lengths.secretKey ?? 0, `The ${name} private key`);
  try {
    return use();
  } catch {
    throw new QForgeError('CRYPTO_KEY_INVALID', { algorithm: name, reason: 'a secret coefficient is out of range' });
  }
}

/** Whether `signature` is one over `input`. Throws `CRYPTO_LENGTH_INVALID` for the key, `ARGUMENT_INVALID` for the context. */
export function mlDsaVerify(
  name: MlDsaName,
  publicKey: Uint8Array,
  input: SignatureInput,
  signature: Uint8Array,
): boolean {
  const parameterSet = mlDsaParameterSets[name];
  requireLength(publicKey, parameterSet.lengths.publicKey ?? 0, `The ${name} public key`);
  return parameterSet.internal.verify(signature, internalMessage(name, input), publicKey, externalMu(input));
}

/** The keys of three chosen seeds: FIPS 205 §9.1. */
export function slhDsaKeys(
  name: SlhDsaName,
  seeds: { readonly skSeed: Uint8Array; readonly skPrf: Uint8Array; readonly pkSeed: Uint8Array },
): { readonly privateKey: Uint8Array; readonly publicKey: Uint8Array } {
  const parameterSet = slhDsaParameterSets[name];
  const n = parameterSet.lengths.signRand ?? 0;
  const joined = new Uint8Array(3 * n);
  for (const [index, seed] of [seeds.skSeed, seeds.skPrf, seeds.pkSeed].entries()) {
    requireLength(seed, n, `A ${name} seed`);
    joined.set(seed, index * n);
  }
  const { secretKey, publicKey } = parameterSet.keygen(joined);
  return { privateKey: secretKey, publicKey };
}

/** Signs with a chosen hedge; the deterministic form takes PK.seed for it (FIPS 205 §9.2). */
export function slhDsaSign(
  name: SlhDsaName,
  privateKey: Uint8Array,
  input: Exclude<SignatureInput, { kind: 'mu' }>,
  hedge: Uint8Array | 'deterministic',
): Uint8Array {
  const { internal, lengths } = slhDsaParameterSets[name];
  requireLength(privateKey, lengths.secretKey ?? 0, `The ${name} private key`);
  const extraEntropy = hedge === 'deterministic' ? (false as const) : hedge;
  if (extraEntropy !== false) requireLength(extraEntropy, lengths.signRand ?? 0, 'The hedge');
  return internal.sign(internalMessage(name, input), privateKey, { extraEntropy });
}

/** Whether `signature` is one over `input`. Throws `CRYPTO_LENGTH_INVALID` for the key, `ARGUMENT_INVALID` for the context. */
export function slhDsaVerify(
  name: SlhDsaName,
  publicKey: Uint8Array,
  input: Exclude<SignatureInput, { kind: 'mu' }>,
  signature: Uint8Array,
): boolean {
  const { internal, lengths } = slhDsaParameterSets[name];
  requireLength(publicKey, lengths.publicKey ?? 0, `The ${name} public key`);
  return internal.verify(signature, internalMessage(name, input), publicKey);
}
