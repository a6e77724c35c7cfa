/** Beyond this many standard errors two classes of inputs count as told apart. Becker et al., test vector leakage assessment (2013) */
export const T_THRESHOLD = 4.5;

/** Shares of all samples, the shortest, over which t is taken besides the whole: what is slow is mostly the machine. */
const CROPS = [1, 0.99, 0.95, 0.9, 0.8, 0.7, 0.5, 0.3] as const;

/** Mean and variance of samples as they come. Welford 1962 */
class Moments {
  count = 0;
  mean = 0;
  #squares = 0;

  add(value: number): void {
    this.count += 1;
    const distance = value - this.mean;
    this.mean += distance / this.count;
    this.#squares += distance * (value - this.mean);
  }

  /** Unbiased. */
  get variance(): number {
    return this.#squares / (this.count - 1);
  }
}

/** Welch's t of two samples: how many standard errors their means are apart; 0 where nothing varies and nothing differs. */
export function welchT(first: Iterable<number>, second: Iterable<number>): number {
  const [a, b] = [momentsOf(first), momentsOf(second)];
  if (a.count < 2 || b.count < 2) throw new RangeError('a t of fewer than two samples');
  const difference = a.mean - b.mean;
  return difference === 0 ? 0 : difference / Math.sqrt(a.variance / a.count + b.variance / b.count);
}

/**
 * The t of largest size over several crops: samples above a quantile of both classes together are left out of both. Reparaz, Balasch and
 * Verbauwhede, "dude, is my code constant time?" (2017). A crop that leaves fewer than a hundred of either class is not looked at.
 */
export function croppedT(first: readonly number[], second: readonly number[]): number {
  const sorted = Float64Array.from([...first, ...second]).sort();
  let found = 0;
  for (const share of CROPS) {
    const limit = sorted[Math.ceil(share * sorted.length) - 1] ?? Number.POSITIVE_INFINITY;
    const [a, b] = [first.filter((value) => value <= limit), second.filter((value) => value <= limit)];
    if (share < 1 && Math.min(a.length, b.length) < MIN_CLASS) continue;
    const t = welchT(a, b);
    if (Math.abs(t) > Math.abs(found)) found = t;
  }
  return found;
}

const MIN_CLASS = 100;

function momentsOf(values: Iterable<number>): Moments {
  const moments = new Moments();
  for (const value of values) moments.add(value);
  return moments;
}
