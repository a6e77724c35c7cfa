/** What rate of events is usual, what rate is a threat, and how seldom the detector may be wrong. */
export interface RateBounds {
  readonly usualPerHour: number;
  readonly raisedPerHour: number;
  /** Mean time between false alarms at the usual rate, at least. */
  readonly falseAlarmMs: number;
}

const HOUR_MS = 3_600_000;

/**
 * Finds that events come more often than usual: the cumulative sum test of Page for a Poisson process, in continuous time.
 *
 *     S = max(0, S - (raised - usual) x time)      between events
 *     S = S + ln(raised / usual)                   at an event; alarm from ln(raised x falseAlarm) on
 *
 * S is the largest log-likelihood ratio of "raised" to "usual" over all times since which it may have been raised. The mean time between
 * false alarms is at least `falseAlarmMs` (Lorden 1971): docs/spec/threat-detection.md §3.1. After an alarm it begins anew.
 */
export class RateDetector {
  readonly threshold: number;
  readonly #gain: number;
  readonly #lossPerMs: number;
  #sum = 0;
  #sinceMs: number | undefined;

  constructor({ usualPerHour, raisedPerHour, falseAlarmMs }: RateBounds) {
    this.#gain = Math.log(raisedPerHour / usualPerHour);
    this.#lossPerMs = (raisedPerHour - usualPerHour) / HOUR_MS;
    this.threshold = Math.log((raisedPerHour * falseAlarmMs) / HOUR_MS);
  }

  /** Takes an event at a monotonic time; the statistic if that is an alarm. */
  observe(atMs: number): number | undefined {
    const passedMs = Math.max(0, atMs - (this.#sinceMs ?? atMs));
    this.#sinceMs = atMs;
    this.#sum = Math.max(0, this.#sum - passedMs * this.#lossPerMs) + this.#gain;
    if (this.#sum < this.threshold) return undefined;
    const statistic = this.#sum;
    this.#sum = 0;
    return statistic;
  }
}
