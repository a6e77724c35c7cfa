import { type RandomSource, SecretBytes } from '../base/index.ts';

/** A fresh secret of `bytes` random bytes. */
export function randomSecret(random: RandomSource, bytes: number): SecretBytes {
  // Filled where it stays: no copy is left behind on the collector's heap.
  const secret = SecretBytes.take(new Uint8Array(bytes));
  random.fill(secret.expose());
  return secret;
}
