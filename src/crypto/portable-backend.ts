import type { RandomSource } from '../base/index.ts';
import type { CryptoBackend } from './backend.ts';
import { portablePrimitives } from './portable-primitives.ts';
import { portableRandom } from './portable-random.ts';
import { PortableSlhDsa } from './portable-slh-dsa.ts';
import { backendOf } from './primitive-backend.ts';

/**
 * A backend on noble, pure JavaScript: for known answers, and wherever there is no OpenSSL. Everything random comes from `random`,
 * in the order of the calls: for a key its seed or scalar, for an encapsulation its coins, for a signature its hedge.
 */
export function createPortableBackend(random: RandomSource): CryptoBackend {
  return backendOf({ ...portablePrimitives(random), slhDsa: (name) => new PortableSlhDsa(name, random) });
}

/** The primitives of noble with the platform's randomness. Slower than native, and no constant time. */
export const portableBackend: CryptoBackend = createPortableBackend(portableRandom);
