import { timingSafeEqual } from 'node:crypto';
import type { CryptoBackend } from './backend.ts';
import { gcmKernel } from './gcm-kernel.ts';
import type { Kem } from './kem.ts';
import { KernelMlKem } from './kernel-ml-kem.ts';
import { LateKernel } from './late-kernel.ts';
import { LateMlKem } from './late-ml-kem.ts';
import { mlKemKernel } from './ml-kem-kernel.ts';
import { NativeAead } from './native-aead.ts';
import { NativeDiffieHellman } from './native-diffie-hellman.ts';
import { NativeHash, nativeShake256 } from './native-hash.ts';
import { NativeMlKem } from './native-kem.ts';
import { nativeRandom } from './native-random.ts';
import { requireOpenSsl } from './native-runtime.ts';
import { NativeSignatureScheme } from './native-signature.ts';
import type { NativeSignatureName } from './native-signature-parameters.ts';
import { backendOf } from './primitive-backend.ts';
import { passSelfTests } from './self-test.ts';
import { sha512Kernel } from './sha512-kernel.ts';
import { ShortAesGcm } from './short-aes-gcm.ts';
import { ShortSha512 } from './short-sha512.ts';
import type { SignatureScheme } from './signature.ts';

/** How many calls OpenSSL takes before a kernel is compiled. */
export interface CallsBefore {
  /** ML-KEM-768: keys that are made or imported. */
  readonly mlKem: number;
  /** SHA-512: digests, codes and derivations. */
  readonly sha512: number;
  /** AES-256-GCM: short texts, either way. */
  readonly aesGcm: number;
}

/** Some sixty handshakes: by then OpenSSL has cost half of what compiling both kernels costs, and a client with a channel or two never gets there. docs/adr/0189 */
const WHEN_BUSY: CallsBefore = { mlKem: 96, sha512: 2048, aesGcm: 256 };

function signature(name: NativeSignatureName): SignatureScheme {
  return new NativeSignatureScheme(name);
}

/** The backend of node:crypto whose kernels come after so many calls: none, or infinitely many for OpenSSL alone. Look-ups throw `RUNTIME_TOO_OLD`. */
export function nativeBackendWith(callsBefore: CallsBefore): CryptoBackend {
  const sha512 = lateSha512(callsBefore.sha512);
  const aesGcm = lateAesGcm(callsBefore.aesGcm);
  return backendOf({
    name: 'native',
    random: nativeRandom,
    mlKem: (name) =>
      name === 'ML-KEM-768' ? lateMlKem(new NativeMlKem(name), callsBefore.mlKem) : new NativeMlKem(name),
    mlKemPart: (name) => new NativeMlKem(name),
    diffieHellman: (name) => new NativeDiffieHellman(name),
    mlDsa: signature,
    slhDsa: signature,
    edDsa: signature,
    aead: (name) => new NativeAead(name, name === 'AES-256-GCM' ? aesGcm : undefined),
    hash: (name) => new NativeHash(name, name === 'SHA-512' ? sha512 : undefined),
    shake256: nativeShake256,
    equalSecrets: (a, b) => a.length === b.length && timingSafeEqual(a, b),
    requireUsable: () => requireOpenSsl(),
  });
}

/** OpenSSL's until there is a kernel; docs/adr/0050 says what that is good for. */
function lateMlKem(openSsl: NativeMlKem, callsBefore: number): Kem {
  const kernel = new LateKernel<Kem>({
    primitive: 'ML-KEM-768',
    callsBefore,
    compile: () => {
      const compiled = mlKemKernel();
      return compiled === undefined ? undefined : new KernelMlKem(compiled, nativeRandom, openSsl);
    },
    isSound: (kem) => passSelfTests({ ...nativeBackend, kem: () => kem }, ['ML-KEM-768']),
  });
  return new LateMlKem(openSsl, kernel);
}

function lateSha512(callsBefore: number): LateKernel<ShortSha512> {
  return new LateKernel({
    primitive: 'SHA-512',
    callsBefore,
    compile: () => {
      const compiled = sha512Kernel();
      return compiled === undefined ? undefined : new ShortSha512(compiled);
    },
    isSound: (short) => {
      const hash = new NativeHash('SHA-512', { forCall: () => short });
      return passSelfTests({ ...nativeBackend, hash: () => hash }, ['SHA-512', 'HMAC-SHA-512', 'HKDF-SHA-512']);
    },
  });
}

function lateAesGcm(callsBefore: number): LateKernel<ShortAesGcm> {
  return new LateKernel({
    primitive: 'AES-256-GCM',
    callsBefore,
    compile: () => {
      const compiled = gcmKernel();
      return compiled === undefined ? undefined : new ShortAesGcm(compiled);
    },
    isSound: (short) => {
      const aead = new NativeAead('AES-256-GCM', { forCall: () => short });
      return passSelfTests({ ...nativeBackend, aead: () => aead }, ['AES-256-GCM']);
    },
  });
}

/** The tests of what the kernels do. */
export const kernelTestNames: readonly string[] = [
  'AES-256-GCM',
  'SHA-512',
  'HMAC-SHA-512',
  'HKDF-SHA-512',
  'ML-KEM-768',
];

/**
 * The primitives of node:crypto (OpenSSL), for production; in a busy process ML-KEM-768, and short texts of SHA-512 and AES-256-GCM, by kernels in WebAssembly.
 *
 * A look-up throws `RUNTIME_TOO_OLD` if the OpenSSL inside Node.js has known defects.
 */
export const nativeBackend: CryptoBackend = nativeBackendWith(WHEN_BUSY);

/** As {@link nativeBackend} is in a busy process: with the kernels from the first call on. For self-tests and tests. */
export const kernelBackend: CryptoBackend = nativeBackendWith({ mlKem: 0, sha512: 0, aesGcm: 0 });
