import type { RandomSource } from '../base/index.ts';
import type { CryptoBackend } from './backend.ts';
import { PortableAead } from './portable-aead.ts';
import { PortableDiffieHellman } from './portable-diffie-hellman.ts';
import { PortableEdDsa } from './portable-eddsa.ts';
import { PortableHash, portableShake256 } from './portable-hash.ts';
import { PortableMlKem } from './portable-kem.ts';
import { PortableMlDsa } from './portable-ml-dsa.ts';
import { portableRandom } from './portable-random.ts';
import { PortableSlhDsa } from './portable-slh-dsa.ts';
import { backendOf } from './primitive-backend.ts';

/** Takes time that depends on the lengths alone, as far as a JavaScript engine allows: best effort, no promise. */
function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0);
  return difference === 0;
}

/**
 * A backend on noble, pure JavaScript: for browsers, and for known answers. Everything random comes from `random`,
 * in the order of the calls: for a key its seed or scalar, for an encapsulation its coins, for a signature its hedge.
 */
export function createPortableBackend(random: RandomSource): CryptoBackend {
  return backendOf({
    name: 'portable',
    random,
    mlKem: (name) => new PortableMlKem(name, random),
    diffieHellman: (name) => new PortableDiffieHellman(name, random),
    mlDsa: (name) => new PortableMlDsa(name, random),
    slhDsa: (name) => new PortableSlhDsa(name, random),
    edDsa: (name) => new PortableEdDsa(name, random),
    aead: (name) => new PortableAead(name),
    hash: (name) => new PortableHash(name),
    shake256: portableShake256,
    equalSecrets,
  });
}

/** The primitives of noble with the platform's randomness, for browsers. Slower than native, and no constant time. */
export const portableBackend: CryptoBackend = createPortableBackend(portableRandom);
