import type { RandomSource } from '../base/index.ts';

/** Web Cryptography hands out at most this much in one call. */
const MAX_BYTES_PER_CALL = 65_536;

/** The platform's cryptographic randomness through `globalThis.crypto`, in browsers and in Node alike. */
export const portableRandom: RandomSource = {
  fill: (target) => {
    const bytes = new Uint8Array(target.length);
    for (let offset = 0; offset < bytes.length; offset += MAX_BYTES_PER_CALL) {
      globalThis.crypto.getRandomValues(bytes.subarray(offset, offset + MAX_BYTES_PER_CALL));
    }
    target.set(bytes);
    bytes.fill(0);
    return target;
  },
};
