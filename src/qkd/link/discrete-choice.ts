import type { RandomNumbers } from './random-numbers.ts';

/** Draws indices with given weights, which need not add up to 1. */
export class DiscreteChoice {
  readonly total: number;
  readonly #upTo: Float64Array;

  constructor(weights: readonly number[]) {
    let sum = 0;
    this.#upTo = Float64Array.from(weights, (weight) => (sum += weight));
    this.total = sum;
  }

  /** An index; the weights must not all be zero. */
  draw(random: RandomNumbers): number {
    const point = random.uniform() * this.total;
    let index = 0;
    while (index < this.#upTo.length - 1 && point >= (this.#upTo[index] ?? 0)) index++;
    return index;
  }
}
