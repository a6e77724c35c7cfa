import type { CryptoBackend } from './backend.ts';
import { portablePrimitives } from './portable-primitives.ts';
import { portableRandom } from './portable-random.ts';
import { backendOf } from './primitive-backend.ts';

/** The portable backend without SLH-DSA, whose code would be a tenth of what a page loads. */
export const pageBackend: CryptoBackend = backendOf(portablePrimitives(portableRandom));
