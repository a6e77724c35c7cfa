import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512, shake128, shake256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '../base/index.ts';

/** The first byte of a message as it is signed, after which comes the context behind its length. */
const PURE = 0;
const PRE_HASHED = 1;

interface PreHash {
  /** Last arc of the object identifier under 2.16.840.1.101.3.4.2. */
  readonly arc: number;
  readonly digest: (message: Uint8Array) => Uint8Array;
}

// FIPS 204 §5.4.1, FIPS 205 §10.2.2: the XOFs have outputs of 256 and 512 bits.
const preHashes: Readonly<Record<PreHashName, PreHash>> = {
  'SHA2-224': { arc: 4, digest: sha224 },
  'SHA2-256': { arc: 1, digest: sha256 },
  'SHA2-384': { arc: 2, digest: sha384 },
  'SHA2-512': { arc: 3, digest: sha512 },
  'SHA2-512/224': { arc: 5, digest: sha512_224 },
  'SHA2-512/256': { arc: 6, digest: sha512_256 },
  'SHA3-224': { arc: 7, digest: sha3_224 },
  'SHA3-256': { arc: 8, digest: sha3_256 },
  'SHA3-384': { arc: 9, digest: sha3_384 },
  'SHA3-512': { arc: 10, digest: sha3_512 },
  'SHAKE-128': { arc: 11, digest: (message) => shake128(message, { dkLen: 32 }) },
  'SHAKE-256': { arc: 12, digest: (message) => shake256(message, { dkLen: 64 }) },
};

/** Hash functions of HashML-DSA and HashSLH-DSA, as NIST's test vectors spell them. */
export type PreHashName =
  | `SHA2-${'224' | '256' | '384' | '512' | '512/224' | '512/256'}`
  | `SHA3-${'224' | '256' | '384' | '512'}`
  | `SHAKE-${'128' | '256'}`;

/** Whether `name` is one of the hash functions that may stand before the signature. */
export function isPreHashName(name: string): name is PreHashName {
  return Object.hasOwn(preHashes, name);
}

/** What ML-DSA and SLH-DSA sign for a message: FIPS 204 §5.2, FIPS 205 §10.2. `context` has at most 255 bytes. */
export function pureMessage(message: Uint8Array, context: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(PURE, context.length), context, message);
}

/** What HashML-DSA and HashSLH-DSA sign for a message: FIPS 204 §5.4, FIPS 205 §10.2.2. */
export function preHashedMessage(message: Uint8Array, context: Uint8Array, hash: PreHashName): Uint8Array {
  const { arc, digest } = preHashes[hash];
  // DER of the object identifier 2.16.840.1.101.3.4.2.arc.
  const identifier = Uint8Array.of(0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, arc);
  return concatBytes(Uint8Array.of(PRE_HASHED, context.length), context, identifier, digest(message));
}
