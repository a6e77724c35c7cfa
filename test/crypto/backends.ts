import { type CryptoBackend, kernelBackend } from '../../src/crypto/index.ts';
import { nativeBackendWith } from '../../src/crypto/native-backend.ts';
import { portableBackend } from '../../src/crypto/portable-backend.ts';

/** OpenSSL alone, without any kernel, however long it is in use. */
export const openSslBackend: CryptoBackend = nativeBackendWith({
  mlKem: Number.POSITIVE_INFINITY,
  sha512: Number.POSITIVE_INFINITY,
  aesGcm: Number.POSITIVE_INFINITY,
});

/** What a native backend is before and after it has become busy. */
export const nativeBackends: readonly CryptoBackend[] = [openSslBackend, kernelBackend];

/** Every backend, for tests of what all of them promise. */
export const backends: readonly CryptoBackend[] = [...nativeBackends, portableBackend];
