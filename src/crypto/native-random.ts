import { randomFillSync } from 'node:crypto';
import type { RandomSource } from '../base/index.ts';

/** Bytes that are fetched at once: a call into OpenSSL takes as long for these as for sixteen. */
const STORE_BYTES = 4096;

/** Who wants more gets it from OpenSSL directly. */
const MAX_FROM_STORE_BYTES = 512;

const store = new Uint8Array(STORE_BYTES);
let handedOut = STORE_BYTES;

/** The random numbers of OpenSSL. Short ones come from a store; each byte of it is handed out once and overwritten then. docs/adr/0051 */
export const nativeRandom: RandomSource = {
  fill: (target) => {
    const { length } = target;
    if (length > MAX_FROM_STORE_BYTES) return randomFillSync(target);
    if (handedOut + length > STORE_BYTES) {
      randomFillSync(store);
      handedOut = 0;
    }
    const bytes = store.subarray(handedOut, handedOut + length);
    target.set(bytes);
    bytes.fill(0);
    handedOut += length;
    return target;
  },
};
