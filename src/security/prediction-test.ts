import { proportionCutoff, WINDOW_SAMPLES } from './adaptive-proportion.ts';

/** Distances at which a sample is compared with an earlier one. */
export const LAGS = 16;

/** One for each lag, one that remembers what followed each value last, one that goes on in equal steps. */
const PREDICTORS: number = LAGS + 2;
const FOLLOWER: number = LAGS;
const STEP: number = LAGS + 1;

/**
 * How often one predictor may be right in a window, so that all of them together wrong a sound source of `entropyBits` per sample
 * with probability 2^-`alphaBits` a window at most. docs/spec/entropy.md §4.3
 */
export function predictionCutoff(entropyBits: number, alphaBits: number): number {
  return proportionCutoff(WINDOW_SAMPLES.other, entropyBits, alphaBits + Math.log2(PREDICTORS));
}

/**
 * Watches for samples that follow from earlier ones: repetition at a distance, cycles, counters, slow sources that keep a value.
 *
 * A source of H bits of min-entropy per sample, given its past, is predicted with probability 2^-H at most, by whatever predictor:
 * so the hits in a window are no more than binomial. The predictors are those of SP 800-90B §6.3.8 and §6.3.9, made streaming.
 */
export class PredictionTest {
  readonly #cutoff: number;
  /** The last samples, newest at `#seen - 1`, as a ring. */
  readonly #past = new Uint8Array(LAGS);
  /** What came after each value when it was last seen; -1 where it was not. */
  readonly #followers = new Int16Array(256).fill(-1);
  readonly #hits = new Uint16Array(PREDICTORS);
  #seen = 0;
  #inWindow = 0;

  constructor(cutoff: number) {
    this.#cutoff = cutoff;
  }

  /** Takes a sample; false if one of the predictors is right too often. */
  take(sample: number): boolean {
    if (this.#inWindow === 0) this.#hits.fill(0);
    this.#inWindow = (this.#inWindow + 1) % WINDOW_SAMPLES.other;
    const sound = this.#score(sample);
    this.#remember(sample);
    return sound;
  }

  #score(sample: number): boolean {
    const known = Math.min(this.#seen, LAGS);
    let sound = true;
    // One search instead of a comparison at each lag: few samples of a sound source are among the last ones.
    for (let at = this.#past.indexOf(sample); at >= 0 && at < known; at = this.#past.indexOf(sample, at + 1)) {
      const lag = 1 + ((this.#seen - 1 - at) % LAGS);
      sound = this.#hit(lag - 1) && sound;
    }
    if (this.#seen > 0 && this.#followers[this.#back(1)] === sample) sound = this.#hit(FOLLOWER) && sound;
    if (this.#seen > 1 && ((2 * this.#back(1) - this.#back(2)) & 0xff) === sample) sound = this.#hit(STEP) && sound;
    return sound;
  }

  #hit(predictor: number): boolean {
    const hits = (this.#hits[predictor] ?? 0) + 1;
    this.#hits[predictor] = hits;
    return hits < this.#cutoff;
  }

  #remember(sample: number): void {
    if (this.#seen > 0) this.#followers[this.#back(1)] = sample;
    this.#past[this.#seen % LAGS] = sample;
    this.#seen += 1;
  }

  #back(lag: number): number {
    return this.#past[(this.#seen - lag) % LAGS] ?? 0;
  }
}
