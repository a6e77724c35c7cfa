import type { NativeKeyKind } from './native-key-objects.ts';
import type { CompositeName, SignatureName, SlhDsaName } from './signature.ts';

/** Schemes that OpenSSL has whole: all but the composites. */
export type NativeSignatureName = Exclude<SignatureName, CompositeName>;

/** One scheme as OpenSSL knows it. Lengths in bytes. */
export interface SignatureParameters extends NativeKeyKind {
  readonly algorithm: NativeSignatureName;
  readonly publicKeyBytes: number;
  readonly secretBytes: number;
  readonly signatureBytes: number;
}

/** FIPS 204 §4, table 2; the secret is the seed ξ of Algorithm 1. */
function mlDsa(set: 44 | 65 | 87, publicKeyBytes: number, signatureBytes: number): SignatureParameters {
  return {
    algorithm: `ML-DSA-${set}`,
    keyType: `ml-dsa-${set}`,
    privateFormat: 'raw-seed',
    publicKeyBytes,
    secretBytes: 32,
    signatureBytes,
  };
}

/** FIPS 205 §11, table 2: keys are two or four strings of the security parameter's length. */
function slhDsa(algorithm: SlhDsaName, securityBytes: number, signatureBytes: number): SignatureParameters {
  return {
    algorithm,
    keyType: algorithm.toLowerCase() as Lowercase<SlhDsaName>,
    privateFormat: 'raw-private',
    publicKeyBytes: 2 * securityBytes,
    secretBytes: 4 * securityBytes,
    signatureBytes,
  };
}

/** Every scheme of OpenSSL that this project uses. */
export const nativeSignatureParameters: Readonly<Record<NativeSignatureName, SignatureParameters>> = {
  'ML-DSA-44': mlDsa(44, 1312, 2420),
  'ML-DSA-65': mlDsa(65, 1952, 3309),
  'ML-DSA-87': mlDsa(87, 2592, 4627),
  'SLH-DSA-SHA2-128s': slhDsa('SLH-DSA-SHA2-128s', 16, 7856),
  'SLH-DSA-SHAKE-128s': slhDsa('SLH-DSA-SHAKE-128s', 16, 7856),
  'SLH-DSA-SHA2-128f': slhDsa('SLH-DSA-SHA2-128f', 16, 17_088),
  'SLH-DSA-SHAKE-128f': slhDsa('SLH-DSA-SHAKE-128f', 16, 17_088),
  'SLH-DSA-SHA2-192s': slhDsa('SLH-DSA-SHA2-192s', 24, 16_224),
  'SLH-DSA-SHAKE-192s': slhDsa('SLH-DSA-SHAKE-192s', 24, 16_224),
  'SLH-DSA-SHA2-192f': slhDsa('SLH-DSA-SHA2-192f', 24, 35_664),
  'SLH-DSA-SHAKE-192f': slhDsa('SLH-DSA-SHAKE-192f', 24, 35_664),
  'SLH-DSA-SHA2-256s': slhDsa('SLH-DSA-SHA2-256s', 32, 29_792),
  'SLH-DSA-SHAKE-256s': slhDsa('SLH-DSA-SHAKE-256s', 32, 29_792),
  'SLH-DSA-SHA2-256f': slhDsa('SLH-DSA-SHA2-256f', 32, 49_856),
  'SLH-DSA-SHAKE-256f': slhDsa('SLH-DSA-SHAKE-256f', 32, 49_856),
  // RFC 8032 §5.1 and §5.2.
  Ed25519: {
    algorithm: 'Ed25519',
    keyType: 'ed25519',
    privateFormat: 'raw-private',
    publicKeyBytes: 32,
    secretBytes: 32,
    signatureBytes: 64,
  },
  Ed448: {
    algorithm: 'Ed448',
    keyType: 'ed448',
    privateFormat: 'raw-private',
    publicKeyBytes: 57,
    secretBytes: 57,
    signatureBytes: 114,
  },
};
