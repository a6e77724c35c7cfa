import type { RandomSource } from '../base/index.ts';
import type { Aead, AeadName } from './aead.ts';
import { AlgorithmTable } from './algorithm-table.ts';
import type { CryptoBackend } from './backend.ts';
import type { CombinedKemParts } from './combined-kem.ts';
import { type CompositeName, CompositeSignature } from './composite-signature.ts';
import { DhKem, dhKemHash } from './dh-kem.ts';
import type { DhName, DiffieHellman } from './diffie-hellman.ts';
import type { Hash, HashName } from './hash.ts';
import type { Kem, KemName } from './kem.ts';
import { PortableAead } from './portable-aead.ts';
import { PortableDiffieHellman } from './portable-diffie-hellman.ts';
import { type EdDsaName, PortableEdDsa } from './portable-eddsa.ts';
import { PortableHash, portableShake256 } from './portable-hash.ts';
import { type MlKemName, PortableMlKem } from './portable-kem.ts';
import { type MlDsaName, PortableMlDsa } from './portable-ml-dsa.ts';
import { portableRandom } from './portable-random.ts';
import { PortableSlhDsa } from './portable-slh-dsa.ts';
import type { SignatureName, SignatureScheme } from './signature.ts';
import { universalKem } from './universal-combiner.ts';
import { xWing } from './x-wing.ts';

/** Takes time that depends on the lengths alone, as far as a JavaScript engine allows: best effort, no promise. */
function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0);
  return difference === 0;
}

function dhKem(name: DhName, random: RandomSource): Kem {
  return new DhKem({ dh: new PortableDiffieHellman(name, random), hash: new PortableHash(dhKemHash(name)) });
}

function combinedKemParts(mlKem: MlKemName, dh: DhName, random: RandomSource): CombinedKemParts {
  return {
    mlKem: new PortableMlKem(mlKem, random),
    dh: new PortableDiffieHellman(dh, random),
    sha3: new PortableHash('SHA3-256'),
    shake256: portableShake256,
    random,
  };
}

function composite(name: CompositeName, mlDsa: MlDsaName, edDsa: EdDsaName, random: RandomSource): SignatureScheme {
  return new CompositeSignature(name, {
    mlDsa: new PortableMlDsa(mlDsa, random),
    edDsa: new PortableEdDsa(edDsa, random),
    sha512: new PortableHash('SHA-512'),
    shake256: portableShake256,
  });
}

function kems(random: RandomSource): AlgorithmTable<KemName, Kem> {
  return new AlgorithmTable<KemName, Kem>('portable', {
    'ML-KEM-512': () => new PortableMlKem('ML-KEM-512', random),
    'ML-KEM-768': () => new PortableMlKem('ML-KEM-768', random),
    'ML-KEM-1024': () => new PortableMlKem('ML-KEM-1024', random),
    X25519: () => dhKem('X25519', random),
    X448: () => dhKem('X448', random),
    'X-Wing': () => xWing(combinedKemParts('ML-KEM-768', 'X25519', random)),
    'X25519+ML-KEM-512': () => universalKem(combinedKemParts('ML-KEM-512', 'X25519', random)),
    'X448+ML-KEM-1024': () => universalKem(combinedKemParts('ML-KEM-1024', 'X448', random)),
  });
}

function diffieHellmans(random: RandomSource): AlgorithmTable<DhName, DiffieHellman> {
  return new AlgorithmTable<DhName, DiffieHellman>('portable', {
    X25519: () => new PortableDiffieHellman('X25519', random),
    X448: () => new PortableDiffieHellman('X448', random),
  });
}

function signatures(random: RandomSource): AlgorithmTable<SignatureName, SignatureScheme> {
  return new AlgorithmTable<SignatureName, SignatureScheme>('portable', {
    'ML-DSA-44': () => new PortableMlDsa('ML-DSA-44', random),
    'ML-DSA-65': () => new PortableMlDsa('ML-DSA-65', random),
    'ML-DSA-87': () => new PortableMlDsa('ML-DSA-87', random),
    Ed25519: () => new PortableEdDsa('Ed25519', random),
    Ed448: () => new PortableEdDsa('Ed448', random),
    'SLH-DSA-SHA2-128s': () => new PortableSlhDsa('SLH-DSA-SHA2-128s', random),
    'SLH-DSA-SHA2-128f': () => new PortableSlhDsa('SLH-DSA-SHA2-128f', random),
    'SLH-DSA-SHA2-192s': () => new PortableSlhDsa('SLH-DSA-SHA2-192s', random),
    'SLH-DSA-SHA2-192f': () => new PortableSlhDsa('SLH-DSA-SHA2-192f', random),
    'SLH-DSA-SHA2-256s': () => new PortableSlhDsa('SLH-DSA-SHA2-256s', random),
    'SLH-DSA-SHA2-256f': () => new PortableSlhDsa('SLH-DSA-SHA2-256f', random),
    'SLH-DSA-SHAKE-128s': () => new PortableSlhDsa('SLH-DSA-SHAKE-128s', random),
    'SLH-DSA-SHAKE-128f': () => new PortableSlhDsa('SLH-DSA-SHAKE-128f', random),
    'SLH-DSA-SHAKE-192s': () => new PortableSlhDsa('SLH-DSA-SHAKE-192s', random),
    'SLH-DSA-SHAKE-192f': () => new PortableSlhDsa('SLH-DSA-SHAKE-192f', random),
    'SLH-DSA-SHAKE-256s': () => new PortableSlhDsa('SLH-DSA-SHAKE-256s', random),
    'SLH-DSA-SHAKE-256f': () => new PortableSlhDsa('SLH-DSA-SHAKE-256f', random),
    'MLDSA65-Ed25519-SHA512': () => composite('MLDSA65-Ed25519-SHA512', 'ML-DSA-65', 'Ed25519', random),
    'MLDSA87-Ed448-SHAKE256': () => composite('MLDSA87-Ed448-SHAKE256', 'ML-DSA-87', 'Ed448', random),
  });
}

const aeads = new AlgorithmTable<AeadName, Aead>('portable', {
  'AES-256-GCM': () => new PortableAead('AES-256-GCM'),
  'ChaCha20-Poly1305': () => new PortableAead('ChaCha20-Poly1305'),
});

const hashes = new AlgorithmTable<HashName, Hash>('portable', {
  'SHA-256': () => new PortableHash('SHA-256'),
  'SHA-384': () => new PortableHash('SHA-384'),
  'SHA-512': () => new PortableHash('SHA-512'),
  'SHA3-256': () => new PortableHash('SHA3-256'),
  'SHA3-384': () => new PortableHash('SHA3-384'),
  'SHA3-512': () => new PortableHash('SHA3-512'),
  BLAKE2s: () => new PortableHash('BLAKE2s'),
  BLAKE2b: () => new PortableHash('BLAKE2b'),
});

/**
 * A backend on noble, pure JavaScript: for browsers, and for known answers. Everything random comes from `random`,
 * in the order of the calls: for a key its seed or scalar, for an encapsulation its coins, for a signature its hedge.
 */
export function createPortableBackend(random: RandomSource): CryptoBackend {
  const tables = { kems: kems(random), diffieHellmans: diffieHellmans(random), signatures: signatures(random) };
  return {
    name: 'portable',
    random,
    kem: (name) => tables.kems.get(name),
    diffieHellman: (name) => tables.diffieHellmans.get(name),
    signature: (name) => tables.signatures.get(name),
    aead: (name) => aeads.get(name),
    hash: (name) => hashes.get(name),
    equalSecrets,
  };
}

/** The primitives of noble with the platform's randomness, for browsers. Slower than native, and no constant time. */
export const portableBackend: CryptoBackend = createPortableBackend(portableRandom);
