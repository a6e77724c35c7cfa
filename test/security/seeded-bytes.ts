import { createHash } from 'node:crypto';

/** Bytes that no test tells from random ones, and that are the same for the same seed. */
export function seededBytes(seed: string, length: number): Uint8Array {
  return createHash('shake256', { outputLength: length }).update(seed).digest();
}
