/** A stretch whose peak is above this share of the target is no reason to shrink. */
const DEAD_BAND = 0.75;
/** So many stretches below the band, one after the other, before the target falls. */
const CALM_STRETCHES = 3;

/**
 * How many buffers a tier should own, from how many were out at once.
 *
 * Up at once, down late and by halves: a target that followed every dip would let buffers go that the next burst allocates again.
 *
 *     peak over target       -> target = peak
 *     peak above 3/4 target  -> stays
 *     3 stretches below that -> half of the way down to their peak
 */
export class PoolDemand {
  #target = 0;
  #peak = 0;
  #calmStretches = 0;
  #calmPeak = 0;

  /** Buffers that the tier should own, out and kept together. */
  get target(): number {
    return this.#target;
  }

  /** So many are out now. */
  note(inUse: number): void {
    if (inUse <= this.#peak) return;
    this.#peak = inUse;
    if (inUse > this.#target) this.#target = inUse;
  }

  /** Ends a stretch of time or use with so many out; returns the target from now on. */
  endStretch(inUse: number): number {
    const peak = this.#peak;
    this.#peak = inUse;
    if (peak > DEAD_BAND * this.#target) this.#beginCalm();
    else this.#countCalm(peak);
    return this.#target;
  }

  #countCalm(peak: number): void {
    this.#calmStretches += 1;
    this.#calmPeak = Math.max(this.#calmPeak, peak);
    if (this.#calmStretches < CALM_STRETCHES) return;
    this.#target = Math.floor((this.#target + this.#calmPeak) / 2);
    this.#beginCalm();
  }

  #beginCalm(): void {
    this.#calmStretches = 0;
    this.#calmPeak = 0;
  }
}
