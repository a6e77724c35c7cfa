import { QForgeError, type RandomSource } from '../../base/index.ts';

const WORD = 0x1_0000_0000;

/**
 * Randomness that a seed determines: for simulations, never for keys.
 *
 * The generator is xoshiro128** 1.1 (Blackman and Vigna 2018), its state filled from the seed by the mixing function of
 * MurmurHash3. Bytes come as little-endian words, so that a seed gives the same run everywhere.
 */
export class SeededRandom implements RandomSource {
  readonly #state = new Uint32Array(4);

  /** `seed` is a whole number from 0 to 2^53 - 1. Throws `ARGUMENT_INVALID`. */
  constructor(seed: number) {
    if (!(Number.isSafeInteger(seed) && seed >= 0)) {
      throw new QForgeError('ARGUMENT_INVALID', {
        argument: 'seed',
        reason: 'it is a whole number from 0 to 2^53 - 1',
      });
    }
    const [low, high] = [seed % WORD, Math.floor(seed / WORD)];
    for (let index = 0; index < 4; index++) this.#state[index] = mixed(low, mixed(high, index + 1));
  }

  fill<T extends Uint8Array>(target: T): T {
    const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
    const whole = target.length - (target.length % 4);
    for (let index = 0; index < whole; index += 4) view.setUint32(index, this.word(), true);
    if (whole < target.length) {
      const word = this.word();
      for (let index = whole; index < target.length; index++) target[index] = word >>> (8 * (index - whole));
    }
    return target;
  }

  /** The next 32 bits. */
  word(): number {
    const s = this.#state;
    const result = Math.imul(rotated(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotated(s[3], 11);
    return result;
  }
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Spreads every bit of both words over all bits of the result. */
function mixed(word: number, salt: number): number {
  let hash = (word + Math.imul(salt, 0x9e_37_79_b9)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
