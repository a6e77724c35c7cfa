import { timingSafeEqual } from 'node:crypto';
import type { Aead, AeadName } from './aead.ts';
import { AlgorithmTable } from './algorithm-table.ts';
import type { CryptoBackend } from './backend.ts';
import type { CombinedKemParts } from './combined-kem.ts';
import { type CompositeName, CompositeSignature } from './composite-signature.ts';
import { DhKem, dhKemHash } from './dh-kem.ts';
import type { DhName, DiffieHellman } from './diffie-hellman.ts';
import type { Hash, HashName } from './hash.ts';
import type { Kem, KemName } from './kem.ts';
import { KernelMlKem } from './kernel-ml-kem.ts';
import { mlKemKernel } from './ml-kem-kernel.ts';
import { NativeAead } from './native-aead.ts';
import { NativeDiffieHellman } from './native-diffie-hellman.ts';
import { NativeHash, nativeShake256 } from './native-hash.ts';
import { type MlKemName, NativeMlKem } from './native-kem.ts';
import { nativeRandom } from './native-random.ts';
import { requireOpenSsl } from './native-runtime.ts';
import { NativeSignatureScheme } from './native-signature.ts';
import type { NativeSignatureName } from './native-signature-parameters.ts';
import type { SignatureName, SignatureScheme } from './signature.ts';
import { universalKem } from './universal-combiner.ts';
import { xWing } from './x-wing.ts';

interface NativeTables {
  readonly kems: AlgorithmTable<KemName, Kem>;
  readonly diffieHellmans: AlgorithmTable<DhName, DiffieHellman>;
  readonly signatures: AlgorithmTable<SignatureName, SignatureScheme>;
  readonly aeads: AlgorithmTable<AeadName, Aead>;
  readonly hashes: AlgorithmTable<HashName, Hash>;
}

/** OpenSSL's where there is no WebAssembly. docs/adr/0050 */
function mlKem768(): Kem {
  const kernel = mlKemKernel();
  const openSsl = new NativeMlKem('ML-KEM-768');
  return kernel === undefined ? openSsl : new KernelMlKem(kernel, nativeRandom, openSsl);
}

function dhKem(name: DhName): Kem {
  return new DhKem({ dh: new NativeDiffieHellman(name), hash: new NativeHash(dhKemHash(name)) });
}

function combinedKemParts(mlKem: MlKemName, dh: DhName): CombinedKemParts {
  return {
    mlKem: new NativeMlKem(mlKem),
    dh: new NativeDiffieHellman(dh),
    sha3: new NativeHash('SHA3-256'),
    shake256: nativeShake256,
    random: nativeRandom,
  };
}

function composite(name: CompositeName, mlDsa: NativeSignatureName, edDsa: NativeSignatureName): SignatureScheme {
  return new CompositeSignature(name, {
    mlDsa: new NativeSignatureScheme(mlDsa),
    edDsa: new NativeSignatureScheme(edDsa),
    sha512: new NativeHash('SHA-512'),
    shake256: nativeShake256,
  });
}

/** Checks the runtime once, before the first algorithm is handed out. */
function makeTables(): NativeTables {
  requireOpenSsl();
  return {
    kems: new AlgorithmTable<KemName, Kem>('native', {
      'ML-KEM-512': () => new NativeMlKem('ML-KEM-512'),
      'ML-KEM-768': mlKem768,
      'ML-KEM-1024': () => new NativeMlKem('ML-KEM-1024'),
      X25519: () => dhKem('X25519'),
      X448: () => dhKem('X448'),
      'X-Wing': () => xWing(combinedKemParts('ML-KEM-768', 'X25519')),
      'X25519+ML-KEM-512': () => universalKem(combinedKemParts('ML-KEM-512', 'X25519')),
      'X448+ML-KEM-1024': () => universalKem(combinedKemParts('ML-KEM-1024', 'X448')),
    }),
    diffieHellmans: new AlgorithmTable<DhName, DiffieHellman>('native', {
      X25519: () => new NativeDiffieHellman('X25519'),
      X448: () => new NativeDiffieHellman('X448'),
    }),
    signatures: new AlgorithmTable<SignatureName, SignatureScheme>('native', {
      'ML-DSA-44': () => new NativeSignatureScheme('ML-DSA-44'),
      'ML-DSA-65': () => new NativeSignatureScheme('ML-DSA-65'),
      'ML-DSA-87': () => new NativeSignatureScheme('ML-DSA-87'),
      Ed25519: () => new NativeSignatureScheme('Ed25519'),
      Ed448: () => new NativeSignatureScheme('Ed448'),
      'SLH-DSA-SHA2-128s': () => new NativeSignatureScheme('SLH-DSA-SHA2-128s'),
      'SLH-DSA-SHA2-128f': () => new NativeSignatureScheme('SLH-DSA-SHA2-128f'),
      'SLH-DSA-SHA2-192s': () => new NativeSignatureScheme('SLH-DSA-SHA2-192s'),
      'SLH-DSA-SHA2-192f': () => new NativeSignatureScheme('SLH-DSA-SHA2-192f'),
      'SLH-DSA-SHA2-256s': () => new NativeSignatureScheme('SLH-DSA-SHA2-256s'),
      'SLH-DSA-SHA2-256f': () => new NativeSignatureScheme('SLH-DSA-SHA2-256f'),
      'SLH-DSA-SHAKE-128s': () => new NativeSignatureScheme('SLH-DSA-SHAKE-128s'),
      'SLH-DSA-SHAKE-128f': () => new NativeSignatureScheme('SLH-DSA-SHAKE-128f'),
      'SLH-DSA-SHAKE-192s': () => new NativeSignatureScheme('SLH-DSA-SHAKE-192s'),
      'SLH-DSA-SHAKE-192f': () => new NativeSignatureScheme('SLH-DSA-SHAKE-192f'),
      'SLH-DSA-SHAKE-256s': () => new NativeSignatureScheme('SLH-DSA-SHAKE-256s'),
      'SLH-DSA-SHAKE-256f': () => new NativeSignatureScheme('SLH-DSA-SHAKE-256f'),
      'MLDSA65-Ed25519-SHA512': () => composite('MLDSA65-Ed25519-SHA512', 'ML-DSA-65', 'Ed25519'),
      'MLDSA87-Ed448-SHAKE256': () => composite('MLDSA87-Ed448-SHAKE256', 'ML-DSA-87', 'Ed448'),
    }),
    aeads: new AlgorithmTable<AeadName, Aead>('native', {
      'AES-256-GCM': () => new NativeAead('AES-256-GCM'),
      'ChaCha20-Poly1305': () => new NativeAead('ChaCha20-Poly1305'),
    }),
    hashes: new AlgorithmTable<HashName, Hash>('native', {
      'SHA-256': () => new NativeHash('SHA-256'),
      'SHA-384': () => new NativeHash('SHA-384'),
      'SHA-512': () => new NativeHash('SHA-512'),
      'SHA3-256': () => new NativeHash('SHA3-256'),
      'SHA3-384': () => new NativeHash('SHA3-384'),
      'SHA3-512': () => new NativeHash('SHA3-512'),
      BLAKE2s: () => new NativeHash('BLAKE2s'),
      BLAKE2b: () => new NativeHash('BLAKE2b'),
    }),
  };
}

let madeTables: NativeTables | undefined;

function tables(): NativeTables {
  madeTables ??= makeTables();
  return madeTables;
}

/**
 * The primitives of node:crypto (OpenSSL), for production.
 *
 * The first look-up throws `RUNTIME_TOO_OLD` if the OpenSSL inside Node.js has known defects.
 */
export const nativeBackend: CryptoBackend = {
  name: 'native',
  random: nativeRandom,
  kem: (name) => tables().kems.get(name),
  diffieHellman: (name) => tables().diffieHellmans.get(name),
  signature: (name) => tables().signatures.get(name),
  aead: (name) => tables().aeads.get(name),
  hash: (name) => tables().hashes.get(name),
  equalSecrets: (a, b) => a.length === b.length && timingSafeEqual(a, b),
};
