import { type RandomSource, SecretBytes } from '../base/index.ts';

/** A fresh secret of `bytes` random bytes. */
export function randomSecret(random: RandomSource, bytes: number): SecretBytes {
  const fresh = new Uint8Array(bytes);
  // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a source of randomness is not an array
  random.fill(fresh);
  return SecretBytes.take(fresh);
}
