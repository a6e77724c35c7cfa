import type { RandomDraws } from '../random/random-draws.ts';

/**
 * Draws basis states with given probabilities: `shots` of them, in one pass over the probabilities.
 *
 * `probabilityOf` need not sum up to 1 exactly. Returns the indices, in the order in which they would have been drawn.
 */
export function sampleBasisStates(
  count: number,
  probabilityOf: (index: number) => number,
  shots: number,
  draws: RandomDraws,
): Int32Array {
  let total = 0;
  for (let index = 0; index < count; index++) total += probabilityOf(index);
  const points = Float64Array.from({ length: shots }, () => draws.uniform() * total);
  const order = Int32Array.from({ length: shots }, (_, shot) => shot).sort((a, b) => points[a] - points[b]);
  const drawn = new Int32Array(shots);
  let [index, reached] = [0, probabilityOf(0)];
  for (const shot of order) {
    while (reached <= points[shot] && index < count - 1) {
      index += 1;
      reached += probabilityOf(index);
    }
    drawn[shot] = index;
  }
  return drawn;
}
