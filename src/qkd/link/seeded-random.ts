import { type RandomSource, utf8 } from '../../base/index.ts';

/**
 * A repeatable source for simulations and for public choices that both ends must make alike: never for keys.
 *
 * xoshiro128** 1.1 (Blackman and Vigna, ACM Trans. Math. Softw. 47, 36 (2021)), its state spread from the seed by the
 * finaliser of MurmurHash3 over a Weyl sequence.
 */
export class SeededRandom implements RandomSource {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: string | Uint8Array) {
    const next = stateWords(typeof seed === 'string' ? utf8(seed) : seed);
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next() | 1;
  }

  /** The next 32 bits, as an unsigned number. */
  u32(): number {
    const scrambled = Math.imul(this.#b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result >>> 0;
  }

  fill<T extends Uint8Array>(target: T): T {
    const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
    const whole = target.length & ~3;
    for (let offset = 0; offset < whole; offset += 4) view.setUint32(offset, this.u32(), true);
    if (whole < target.length) {
      let rest = this.u32();
      for (let offset = whole; offset < target.length; offset++, rest >>>= 8) target[offset] = rest & 0xff;
    }
    return target;
  }
}

const GOLDEN_RATIO = 0x9e37_79b9;

/** Words that depend on every byte of the seed and on its length. */
function stateWords(seed: Uint8Array): () => number {
  let state = seed.length;
  for (const byte of seed) state = mixed(Math.imul(state ^ byte, 0x0100_0193) + GOLDEN_RATIO);
  return () => {
    state = (state + GOLDEN_RATIO) | 0;
    return mixed(state);
  };
}

function mixed(word: number): number {
  let mix = Math.imul(word ^ (word >>> 16), 0x85eb_ca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2_ae35);
  return (mix ^ (mix >>> 16)) | 0;
}
