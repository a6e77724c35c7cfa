import { timingSafeEqual } from 'node:crypto';
import type { CryptoBackend } from './backend.ts';
import type { Kem, MlKemName } from './kem.ts';
import { KernelMlKem } from './kernel-ml-kem.ts';
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
import type { SignatureScheme } from './signature.ts';

/** OpenSSL's but for ML-KEM-768, and for that too where there is no WebAssembly. docs/adr/0050 */
function mlKem(name: MlKemName): Kem {
  const openSsl = new NativeMlKem(name);
  const kernel = name === 'ML-KEM-768' ? mlKemKernel() : undefined;
  return kernel === undefined ? openSsl : new KernelMlKem(kernel, nativeRandom, openSsl);
}

function signature(name: NativeSignatureName): SignatureScheme {
  return new NativeSignatureScheme(name);
}

/**
 * The primitives of node:crypto (OpenSSL), for production.
 *
 * A look-up throws `RUNTIME_TOO_OLD` if the OpenSSL inside Node.js has known defects.
 */
export const nativeBackend: CryptoBackend = backendOf({
  name: 'native',
  random: nativeRandom,
  mlKem,
  mlKemPart: (name) => new NativeMlKem(name),
  diffieHellman: (name) => new NativeDiffieHellman(name),
  mlDsa: signature,
  slhDsa: signature,
  edDsa: signature,
  aead: (name) => new NativeAead(name),
  hash: (name) => new NativeHash(name),
  shake256: nativeShake256,
  equalSecrets: (a, b) => a.length === b.length && timingSafeEqual(a, b),
  requireUsable: () => requireOpenSsl(),
});
