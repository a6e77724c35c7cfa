import { ed448 } from '@noble/curves/ed448.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes, type RandomSource, SecretBytes } from '../base/index.ts';
import { requireLength } from './exact-length.ts';
import { randomSecret } from './random-secret.ts';
import type { EdDsaName, SignatureScheme, SigningKey, VerificationKey } from './signature.ts';
import { isContextAllowed, requireContext } from './signature-context.ts';

const curves = { Ed25519: ed25519, Ed448: ed448 } as const;
const NO_CONTEXT = new Uint8Array(0);

/** The integer behind little-endian bytes: RFC 8032 §5.1.2. */
function littleEndianInteger(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/**
 * The verification equation of RFC 8032 §5.1.7 without the cofactor, as OpenSSL has it. The library's own check has
 * the cofactor; among signatures made to differ, the two would disagree, and two peers with them.
 */
function satisfiesCofactorlessEquation(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  const { Point } = ed25519;
  const [encodedR, encodedS] = [signature.subarray(0, 32), signature.subarray(32)];
  const challenge = littleEndianInteger(sha512(concatBytes(encodedR, publicKey, message))) % Point.Fn.ORDER;
  const sB = Point.BASE.multiplyUnsafe(littleEndianInteger(encodedS));
  const kA = Point.fromBytes(publicKey).multiplyUnsafe(challenge);
  return sB.subtract(kA).equals(Point.fromBytes(encodedR));
}

class PortableEdDsaVerificationKey implements VerificationKey {
  readonly algorithm: EdDsaName;
  readonly bytes: Uint8Array;

  constructor(algorithm: EdDsaName, bytes: Uint8Array) {
    this.algorithm = algorithm;
    this.bytes = bytes;
  }

  /** Strict: canonical encodings, no point of small order, for Ed25519 no cofactor. So does OpenSSL. */
  verify(message: Uint8Array, signature: Uint8Array, context: Uint8Array = NO_CONTEXT): boolean {
    const curve = curves[this.algorithm];
    if (signature.length !== curve.lengths.signature || !isContextAllowed(this.algorithm, context)) return false;
    const options = this.algorithm === 'Ed448' ? { context, zip215: false } : { zip215: false };
    // True only if the key and the first half of the signature decode, so that what follows cannot throw.
    if (!curve.verify(signature, message, this.bytes, options)) return false;
    if (curve.Point.fromBytes(signature.subarray(0, signature.length / 2)).isSmallOrder()) return false;
    return this.algorithm === 'Ed448' || satisfiesCofactorlessEquation(message, signature, this.bytes);
  }
}

class PortableEdDsaSigningKey implements SigningKey {
  readonly algorithm: EdDsaName;
  readonly publicKey: VerificationKey;
  readonly #secret: SecretBytes;

  constructor(algorithm: EdDsaName, secret: SecretBytes) {
    const publicKey = curves[algorithm].getPublicKey(secret.expose());
    this.algorithm = algorithm;
    this.publicKey = new PortableEdDsaVerificationKey(algorithm, publicKey);
    this.#secret = secret;
  }

  sign(message: Uint8Array, context: Uint8Array = NO_CONTEXT): Uint8Array {
    requireContext(this.algorithm, context);
    const options = this.algorithm === 'Ed448' ? { context } : {};
    return curves[this.algorithm].sign(message, this.#secret.expose(), options);
  }

  exportSecret(): SecretBytes {
    return SecretBytes.copyOf(this.#secret.expose());
  }
}

/** Ed25519 and Ed448 of noble. */
export class PortableEdDsa implements SignatureScheme {
  readonly name: EdDsaName;
  readonly publicKeyBytes: number;
  readonly secretBytes: number;
  readonly signatureBytes: number;
  readonly #random: RandomSource;

  constructor(name: EdDsaName, random: RandomSource) {
    const { publicKey = 0, seed = 0, signature = 0 } = curves[name].lengths;
    this.name = name;
    this.publicKeyBytes = publicKey;
    this.secretBytes = seed;
    this.signatureBytes = signature;
    this.#random = random;
  }

  generate(): SigningKey {
    return new PortableEdDsaSigningKey(this.name, randomSecret(this.#random, this.secretBytes));
  }

  fromSecret(secret: Uint8Array): SigningKey {
    requireLength(secret, this.secretBytes, `The ${this.name} private key`);
    return new PortableEdDsaSigningKey(this.name, SecretBytes.copyOf(secret));
  }

  importPublicKey(unverified: Uint8Array): VerificationKey {
    requireLength(unverified, this.publicKeyBytes, `The ${this.name} public key`);
    return new PortableEdDsaVerificationKey(this.name, Uint8Array.from(unverified));
  }
}
