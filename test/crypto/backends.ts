import { type CryptoBackend, nativeBackend } from '../../src/crypto/index.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';

/** Every backend, for tests of what all of them promise. */
export const backends: readonly CryptoBackend[] = [nativeBackend, portableBackend];
