import { isQForgeError } from '../../../src/base/index.ts';
import type { CryptoBackend } from '../../../src/crypto/index.ts';
import { portableBackend } from '../../../src/crypto/portable-backend.ts';
import { nativeBackends } from '../../crypto/backends.ts';
import type { RunnerName } from './vector-format.ts';

/** Runs `check` on the portable backend, and on the native one, with and without kernels, unless it lacks the algorithm; returns who ran it. */
export function onBothBackends(check: (backend: CryptoBackend) => void): readonly RunnerName[] {
  const nativeRan = nativeBackends.map((backend) => runsOn(backend, check)).every(Boolean);
  check(portableBackend);
  return nativeRan ? ['native', 'portable'] : ['portable'];
}

function runsOn(backend: CryptoBackend, check: (backend: CryptoBackend) => void): boolean {
  try {
    check(backend);
    return true;
  } catch (error) {
    if (isQForgeError(error, 'CRYPTO_UNSUPPORTED') && error.details.backend === backend.name) return false;
    throw error;
  }
}

/** For cases that only the portable backend can run: chosen coins, expanded keys, internal interfaces. */
export const PORTABLE_ONLY: readonly RunnerName[] = ['portable'];
