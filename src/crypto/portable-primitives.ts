import type { RandomSource } from '../base/index.ts';
import { PortableAead } from './portable-aead.ts';
import { PortableDiffieHellman } from './portable-diffie-hellman.ts';
import { PortableEdDsa } from './portable-eddsa.ts';
import { PortableHash, portableShake256 } from './portable-hash.ts';
import { PortableMlKem } from './portable-kem.ts';
import { PortableMlDsa } from './portable-ml-dsa.ts';
import type { Primitives } from './primitive-backend.ts';

/** Takes time that depends on the lengths alone, as far as a JavaScript engine allows: best effort, no promise. */
function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0);
  return difference === 0;
}

/** What noble brings for channels: all but SLH-DSA, which no channel uses. Everything random comes from `random`. */
export function portablePrimitives(random: RandomSource): Primitives {
  return {
    name: 'portable',
    random,
    mlKem: (name) => new PortableMlKem(name, random),
    diffieHellman: (name) => new PortableDiffieHellman(name, random),
    mlDsa: (name) => new PortableMlDsa(name, random),
    edDsa: (name) => new PortableEdDsa(name, random),
    aead: (name) => new PortableAead(name),
    hash: (name) => new PortableHash(name),
    shake256: portableShake256,
    equalSecrets,
  };
}
