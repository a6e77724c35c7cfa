import { randomFillSync, timingSafeEqual } from 'node:crypto';
import type { RandomSource } from '../base/index.ts';
import type { Aead, AeadName } from './aead.ts';
import { AlgorithmTable } from './algorithm-table.ts';
import type { CryptoBackend } from './backend.ts';
import type { CombinedKemParts } from './combined-kem.ts';
import { DhKem, dhKemHash } from './dh-kem.ts';
import type { DhName, DiffieHellman } from './diffie-hellman.ts';
import type { Hash, HashName } from './hash.ts';
import type { Kem, KemName } from './kem.ts';
import { NativeAead } from './native-aead.ts';
import { NativeDiffieHellman } from './native-diffie-hellman.ts';
import { NativeHash, nativeShake256 } from './native-hash.ts';
import { type MlKemName, NativeMlKem } from './native-kem.ts';
import { requireOpenSsl } from './native-runtime.ts';
import type { SignatureName, SignatureScheme } from './signature.ts';
import { universalKem } from './universal-combiner.ts';
import { xWing } from './x-wing.ts';

const nativeRandom: RandomSource = { fill: (target) => randomFillSync(target) };

interface NativeTables {
  readonly kems: AlgorithmTable<KemName, Kem>;
  readonly diffieHellmans: AlgorithmTable<DhName, DiffieHellman>;
  readonly signatures: AlgorithmTable<SignatureName, SignatureScheme>;
  readonly aeads: AlgorithmTable<AeadName, Aead>;
  readonly hashes: AlgorithmTable<HashName, Hash>;
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

/** Checks the runtime once, before the first algorithm is handed out. */
function makeTables(): NativeTables {
  requireOpenSsl();
  return {
    kems: new AlgorithmTable<KemName, Kem>('native', {
      'ML-KEM-512': () => new NativeMlKem('ML-KEM-512'),
      'ML-KEM-768': () => new NativeMlKem('ML-KEM-768'),
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
    signatures: new AlgorithmTable<SignatureName, SignatureScheme>('native', {}),
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
