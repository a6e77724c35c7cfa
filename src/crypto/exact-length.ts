import { QForgeError } from '../base/index.ts';

/** Raises `CRYPTO_LENGTH_INVALID` unless `unverified`, in errors called `what`, has exactly `expectedBytes` bytes. */
export function requireLength(unverified: Uint8Array, expectedBytes: number, what: string): void {
  if (unverified.length !== expectedBytes) {
    throw new QForgeError('CRYPTO_LENGTH_INVALID', { what, expected: expectedBytes, actual: unverified.length });
  }
}
