import type { Clock } from '../base/index.ts';

/** One request in so many is timed: reading a clock costs more than taking a buffer. A prime, so that no rhythm of requests hides. */
const REQUESTS_PER_SAMPLE = 61;
/** Classes of an eighth of a doubling, from 1 ns: the last one holds all from 2 s on. */
const CLASSES_PER_DOUBLING = 8;
const CLASSES = 31 * CLASSES_PER_DOUBLING;

/** How long it takes to acquire a buffer, from one request in 61; two readings of the clock are part of what it says. */
export class AcquireTimer {
  readonly #clock: Clock;
  readonly #counts = new Float64Array(CLASSES);
  #untilSample = 1;
  #samples = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a request; true for those to be timed. */
  isDue(): boolean {
    this.#untilSample -= 1;
    if (this.#untilSample > 0) return false;
    this.#untilSample = REQUESTS_PER_SAMPLE;
    return true;
  }

  /** Does it, and takes the time. */
  timed<T>(acquire: () => T): T {
    const startMs = this.#clock.monotonicMs();
    const result = acquire();
    this.add((this.#clock.monotonicMs() - startMs) * 1e6);
    return result;
  }

  /** One sample in nanoseconds. */
  add(nanoseconds: number): void {
    const index = Math.floor(CLASSES_PER_DOUBLING * Math.log2(Math.max(nanoseconds, 1)));
    const place = Math.min(index, CLASSES - 1);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.#samples += 1;
  }

  /** The upper end of the class that this share of the samples did not exceed, in microseconds; undefined before the first. */
  quantileUs(share: number): number | undefined {
    let seen = 0;
    for (let index = 0; index < CLASSES && this.#samples > 0; index++) {
      seen += this.#counts[index] ?? 0;
      if (seen >= share * this.#samples && seen > 0) return 2 ** ((index + 1) / CLASSES_PER_DOUBLING) / 1000;
    }
    return undefined;
  }
}
