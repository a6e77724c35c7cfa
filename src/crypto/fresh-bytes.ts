import type { RandomSource } from '../base/index.ts';

/** New random bytes that are not secret, such as a nonce or a salt. */
export function freshBytes(random: RandomSource, length: number): Uint8Array<ArrayBuffer> {
  const fresh = new Uint8Array(length);
  return random.fill(fresh);
}
