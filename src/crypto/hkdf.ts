import { QForgeError } from '../base/index.ts';
import type { Hash } from './hash.ts';

const MAX_BLOCKS = 255;

/** Raises `ARGUMENT_INVALID` for an output that HKDF with this hash can't give: RFC 5869 §2.3. */
export function requireHkdfLength(hash: Pick<Hash, 'digestBytes'>, outputBytes: number): void {
  const limitBytes = MAX_BLOCKS * hash.digestBytes;
  if (!Number.isInteger(outputBytes) || outputBytes < 1 || outputBytes > limitBytes) {
    throw new QForgeError('ARGUMENT_INVALID', {
      argument: 'outputBytes',
      reason: `HKDF gives a whole number of bytes from 1 to ${limitBytes}`,
    });
  }
}

/** HKDF spelt out over HMAC (RFC 5869 §2), for backends whose own HKDF takes only short `info`. Lengths in bytes. */
export function hkdfOverHmac(
  hash: Pick<Hash, 'digestBytes' | 'hmac'>,
  inputKey: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  outputBytes: number,
): Uint8Array {
  const pseudorandomKey = hash.hmac(salt, inputKey);
  const blocks = Math.ceil(outputBytes / hash.digestBytes);
  const output = new Uint8Array(new ArrayBuffer(blocks * hash.digestBytes));
  let previous: Uint8Array = new Uint8Array(0);
  for (let index = 0; index < blocks; index++) {
    previous = hash.hmac(pseudorandomKey, previous, info, Uint8Array.of(index + 1));
    output.set(previous, index * hash.digestBytes);
  }
  pseudorandomKey.fill(0);
  return output.subarray(0, outputBytes);
}
