import { defined } from '../base/index.ts';
import type { Aead, AeadName } from './aead.ts';
import { AlgorithmTable } from './algorithm-table.ts';
import type { CryptoBackend } from './backend.ts';
import type { CombinedKemParts } from './combined-kem.ts';
import { CompositeSignature, compositeAlgorithms } from './composite-signature.ts';
import { DhKem, dhKemHash } from './dh-kem.ts';
import type { DhName, DiffieHellman } from './diffie-hellman.ts';
import type { Hash, HashName } from './hash.ts';
import type { Kem, KemName, MlKemName } from './kem.ts';
import type { Shake256 } from './shake256.ts';
import type { CompositeName, EdDsaName, MlDsaName, SignatureName, SignatureScheme, SlhDsaName } from './signature.ts';
import { universalKem } from './universal-combiner.ts';
import { xWing } from './x-wing.ts';

/** What one implementation brings itself. Whatever is composed of these is composed here, alike for every implementation. */
export interface Primitives extends Pick<CryptoBackend, 'name' | 'random' | 'equalSecrets'> {
  readonly mlKem: (name: MlKemName) => Kem;
  /** ML-KEM as a part of a hybrid; left out: the same. */
  readonly mlKemPart?: (name: MlKemName) => Kem;
  readonly diffieHellman: (name: DhName) => DiffieHellman;
  readonly mlDsa: (name: MlDsaName) => SignatureScheme;
  /** Left out: its names are not supported. */
  readonly slhDsa?: (name: SlhDsaName) => SignatureScheme;
  readonly edDsa: (name: EdDsaName) => SignatureScheme;
  readonly aead: (name: AeadName) => Aead;
  readonly hash: (name: HashName) => Hash;
  readonly shake256: Shake256;
  /** Asked before an algorithm is made: throws where none may be used. */
  readonly requireUsable?: () => void;
}

const kemNames: readonly KemName[] = [
  ...(['ML-KEM-512', 'ML-KEM-768', 'ML-KEM-1024'] as const),
  ...(['X25519', 'X448'] as const),
  ...(['X-Wing', 'X25519+ML-KEM-512', 'X448+ML-KEM-1024'] as const),
];
const dhNames: readonly DhName[] = ['X25519', 'X448'];
const slhDsaNames: readonly SlhDsaName[] = [
  ...(['SLH-DSA-SHA2-128s', 'SLH-DSA-SHA2-192s', 'SLH-DSA-SHA2-256s'] as const),
  ...(['SLH-DSA-SHA2-128f', 'SLH-DSA-SHA2-192f', 'SLH-DSA-SHA2-256f'] as const),
  ...(['SLH-DSA-SHAKE-128s', 'SLH-DSA-SHAKE-192s', 'SLH-DSA-SHAKE-256s'] as const),
  ...(['SLH-DSA-SHAKE-128f', 'SLH-DSA-SHAKE-192f', 'SLH-DSA-SHAKE-256f'] as const),
];
const otherSignatureNames: readonly Exclude<SignatureName, SlhDsaName>[] = [
  ...(['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'] as const),
  ...(['Ed25519', 'Ed448'] as const),
  ...(['MLDSA65-Ed25519-SHA512', 'MLDSA87-Ed448-SHAKE256'] as const),
];
const aeadNames: readonly AeadName[] = ['AES-256-GCM', 'ChaCha20-Poly1305'];
const hashNames: readonly HashName[] = [
  ...(['SHA-256', 'SHA-384', 'SHA-512'] as const),
  ...(['SHA3-256', 'SHA3-384', 'SHA3-512'] as const),
  ...(['BLAKE2s', 'BLAKE2b'] as const),
];

/** The backend over these primitives; each algorithm is made once, when it is first looked up. */
export function backendOf(primitives: Primitives): CryptoBackend {
  const table = <Name extends string, Algorithm>(
    names: readonly Name[],
    make: (name: Name) => Algorithm,
  ): AlgorithmTable<Name, Algorithm> =>
    new AlgorithmTable(primitives.name, names, (name) => {
      primitives.requireUsable?.();
      return make(name);
    });
  const kems = table(kemNames, (name) => makeKem(primitives, name));
  const diffieHellmans = table(dhNames, primitives.diffieHellman);
  const signatureNames = [...otherSignatureNames, ...(primitives.slhDsa === undefined ? [] : slhDsaNames)];
  const signatures = table(signatureNames, (name) => makeSignature(primitives, name));
  const aeads = table(aeadNames, primitives.aead);
  const hashes = table(hashNames, primitives.hash);
  return {
    name: primitives.name,
    random: primitives.random,
    kem: (name) => kems.get(name),
    diffieHellman: (name) => diffieHellmans.get(name),
    signature: (name) => signatures.get(name),
    aead: (name) => aeads.get(name),
    hash: (name) => hashes.get(name),
    equalSecrets: primitives.equalSecrets,
  };
}

function makeKem(primitives: Primitives, name: KemName): Kem {
  switch (name) {
    case 'X25519':
    case 'X448':
      return new DhKem({ dh: primitives.diffieHellman(name), hash: primitives.hash(dhKemHash(name)) });
    case 'X-Wing':
      return xWing(hybridParts(primitives, 'ML-KEM-768', 'X25519'));
    case 'X25519+ML-KEM-512':
      return universalKem(hybridParts(primitives, 'ML-KEM-512', 'X25519'));
    case 'X448+ML-KEM-1024':
      return universalKem(hybridParts(primitives, 'ML-KEM-1024', 'X448'));
    default:
      return primitives.mlKem(name);
  }
}

function hybridParts(primitives: Primitives, mlKem: MlKemName, dh: DhName): CombinedKemParts {
  const { shake256, random, mlKemPart = primitives.mlKem } = primitives;
  return {
    mlKem: mlKemPart(mlKem),
    dh: primitives.diffieHellman(dh),
    sha3: primitives.hash('SHA3-256'),
    shake256,
    random,
  };
}

function makeSignature(primitives: Primitives, name: SignatureName): SignatureScheme {
  switch (name) {
    case 'ML-DSA-44':
    case 'ML-DSA-65':
    case 'ML-DSA-87':
      return primitives.mlDsa(name);
    case 'Ed25519':
    case 'Ed448':
      return primitives.edDsa(name);
    case 'MLDSA65-Ed25519-SHA512':
    case 'MLDSA87-Ed448-SHAKE256':
      return composite(primitives, name);
    default:
      return defined(primitives.slhDsa, 'a supported name')(name);
  }
}

function composite(primitives: Primitives, name: CompositeName): SignatureScheme {
  const { mlDsa, edDsa } = compositeAlgorithms(name);
  return new CompositeSignature(name, {
    mlDsa: primitives.mlDsa(mlDsa),
    edDsa: primitives.edDsa(edDsa),
    sha512: primitives.hash('SHA-512'),
    shake256: primitives.shake256,
  });
}
