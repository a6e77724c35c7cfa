import type { RandomDraws } from './random-draws.ts';

/** An index drawn with these weights, which need not sum up to 1; one of weight 0 is never drawn. */
export function drawIndex(weights: readonly number[], draws: RandomDraws): number {
  let rest = draws.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    if (rest < weight) return index;
    rest -= weight;
  }
  return weights.findLastIndex((weight) => weight > 0);
}
