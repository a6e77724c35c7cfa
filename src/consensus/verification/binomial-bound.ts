import { assert } from '../../base/index.ts';

const BISECTIONS = 60;

/**
 * A lower bound of a probability, from how often something happened in independent trials: with probability at least 1 - `risk` the
 * bound is not above the truth.
 *
 * The Chernoff bound in its exact form: the a below p = k/n with n D(p || a) = ln(1/risk), D the relative entropy (Hoeffding 1963, theorem 1).
 * It holds for every n; without trials it is 0.
 */
export function lowerBound(happened: number, trials: number, risk: number): number {
  assert(risk > 0 && risk < 1, 'a risk is between 0 and 1');
  assert(Number.isInteger(happened) && happened >= 0 && happened <= trials, 'what happened is among the trials');
  if (happened === 0) return 0;
  const share = happened / trials;
  const allowed = Math.log(1 / risk) / trials;
  let [low, high] = [0, share];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (relativeEntropy(share, middle) > allowed) low = middle;
    else high = middle;
  }
  return low;
}

/** An upper bound, likewise. */
export function upperBound(happened: number, trials: number, risk: number): number {
  return 1 - lowerBound(trials - happened, trials, risk);
}

function relativeEntropy(p: number, q: number): number {
  if (q <= 0) return Number.POSITIVE_INFINITY;
  const rest = p === 1 ? 0 : (1 - p) * Math.log((1 - p) / (1 - q));
  return p * Math.log(p / q) + rest;
}
