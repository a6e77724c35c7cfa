/** What a jump of an error rate is, and how seldom the detector may be wrong. */
export interface ErrorRateBounds {
  /** Blocks from which the usual error rate is learnt. */
  readonly learningBlocks: number;
  /** A usual rate above this is not learnt: it is a jump already. */
  readonly highestUsual: number;
  /** By how much an error rate rises when someone listens. */
  readonly jump: number;
  /** Mean number of blocks between false alarms, at least. */
  readonly falseAlarmBlocks: number;
}

/** No link is without errors; and the likelihood of an error must not be zero. */
const LEAST_USUAL = 0.005;
/** By how many standard deviations the usual rate is taken higher than it was seen while it was learnt. */
const MARGIN_DEVIATIONS = 2;

/**
 * Finds that the error rate of a quantum link has jumped: a cumulative sum over blocks of compared bits, each bit right or wrong.
 *
 *     S = max(0, S + errors x ln(q1/q0) + (bits - errors) x ln((1-q1)/(1-q0)))       alarm from ln(falseAlarmBlocks) on
 *
 * q0 is learnt from the first blocks, q1 = q0 + jump: docs/spec/threat-detection.md §3.2. After an alarm it begins anew, with the same q0.
 */
export class ErrorRateDetector {
  readonly threshold: number;
  readonly #bounds: ErrorRateBounds;
  #learnt = 0;
  #bits = 0;
  #errors = 0;
  #sum = 0;

  constructor(bounds: ErrorRateBounds) {
    this.#bounds = bounds;
    this.threshold = Math.log(bounds.falseAlarmBlocks);
  }

  /** Takes a block of `bits` compared bits; the statistic if that is an alarm. */
  observe(errorRatio: number, bits: number): number | undefined {
    const errors = errorRatio * bits;
    if (this.#learnt < this.#bounds.learningBlocks) this.#learn(errors, bits);
    const usual = this.#usual;
    const raised = Math.min(0.5, usual + this.#bounds.jump);
    const evidence = errors * Math.log(raised / usual) + (bits - errors) * Math.log((1 - raised) / (1 - usual));
    this.#sum = Math.max(0, this.#sum + evidence);
    if (this.#sum < this.threshold) return undefined;
    const statistic = this.#sum;
    this.#sum = 0;
    return statistic;
  }

  #learn(errors: number, bits: number): void {
    this.#learnt += 1;
    this.#bits += bits;
    this.#errors += errors;
  }

  get #usual(): number {
    const seen = this.#errors / this.#bits;
    const deviation = Math.sqrt((seen * (1 - seen)) / this.#bits);
    const usual = seen + MARGIN_DEVIATIONS * deviation;
    return Math.min(this.#bounds.highestUsual, Math.max(LEAST_USUAL, usual));
  }
}
