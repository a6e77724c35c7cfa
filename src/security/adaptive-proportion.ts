/** Samples in a window: binary sources, and all others. SP 800-90B §4.4.2 */
export const WINDOW_SAMPLES = { binary: 1024, other: 512 } as const;

/**
 * How often the first sample of a window may come in it until a source of `entropyBits` per sample counts as biased,
 * wrong about a sound one with probability 2^-`alphaBits` a window: 1 + critbinom(W, 2^-H, 1 - alpha). SP 800-90B §4.4.2
 */
export function proportionCutoff(window: number, entropyBits: number, alphaBits: number): number {
  const p = 2 ** -entropyBits;
  const alpha = 2 ** -alphaBits;
  const logOdds = Math.log(p) - Math.log1p(-p);
  // From the upper end downwards, so that small probabilities are added first: P(X >= k) as it grows.
  let logTerm = window * Math.log(p);
  let tail = 0;
  for (let k = window; k > 0; k -= 1) {
    tail += Math.exp(logTerm);
    if (tail > alpha) return k + 1;
    logTerm += Math.log(k) - Math.log(window - k + 1) - logOdds;
  }
  return 1;
}

/** Watches for samples that come too often. SP 800-90B §4.4.2 */
export class AdaptiveProportionTest {
  readonly #window: number;
  readonly #cutoff: number;
  #first = -1;
  #seen = 0;
  #count = 0;

  constructor(window: number, cutoff: number) {
    this.#window = window;
    this.#cutoff = cutoff;
  }

  /** Takes a sample; false if one comes too often. */
  take(sample: number): boolean {
    if (this.#seen === 0) {
      this.#first = sample;
      this.#count = 0;
    }
    this.#seen = (this.#seen + 1) % this.#window;
    if (sample === this.#first) this.#count += 1;
    return this.#count < this.#cutoff;
  }
}
