/**
 * From how many equal samples in a row a source of `entropyBits` per sample counts as stuck, when it may be wrong about a
 * sound one with probability 2^-`alphaBits` a sample. SP 800-90B §4.4.1
 */
export function repetitionCutoff(entropyBits: number, alphaBits: number): number {
  return 1 + Math.ceil(alphaBits / entropyBits);
}

/** Watches for samples that repeat. SP 800-90B §4.4.1 */
export class RepetitionCountTest {
  readonly #cutoff: number;
  #last = -1;
  #repetitions = 0;

  constructor(cutoff: number) {
    this.#cutoff = cutoff;
  }

  /** Takes a sample; false if the source is stuck. */
  take(sample: number): boolean {
    this.#repetitions = sample === this.#last ? this.#repetitions + 1 : 1;
    this.#last = sample;
    return this.#repetitions < this.#cutoff;
  }
}
