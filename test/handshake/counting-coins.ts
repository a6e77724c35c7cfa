import type { RandomSource } from '../../src/base/index.ts';

/** Known coins whose bytes count up from `start`: the generator behind clatter's vectors. */
export function countingCoins(start: number): RandomSource {
  let counter = start;
  return {
    fill: (target) => {
      for (let index = 0; index < target.length; index += 1) {
        target[index] = counter % 256;
        counter += 1;
      }
      return target;
    },
  };
}

/** Known coins that are given in full, in order; asks for more, or for another length, fail. */
export function listedCoins(...coins: readonly Uint8Array[]): RandomSource {
  const left = [...coins];
  return {
    fill: (target) => {
      const next = left.shift();
      if (next?.length !== target.length) throw new RangeError(`no coins of ${target.length} bytes are next`);
      target.set(next);
      return target;
    },
  };
}
