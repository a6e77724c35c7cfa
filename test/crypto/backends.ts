import { type CryptoBackend, nativeBackend, portableBackend } from '../../src/crypto/index.ts';

/** Every backend, for tests of what all of them promise. */
export const backends: readonly CryptoBackend[] = [nativeBackend, portableBackend];
