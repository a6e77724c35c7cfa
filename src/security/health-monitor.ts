import { AdaptiveProportionTest, proportionCutoff, WINDOW_SAMPLES } from './adaptive-proportion.ts';
import { PredictionTest, predictionCutoff } from './prediction-test.ts';
import { RepetitionCountTest, repetitionCutoff } from './repetition-count.ts';

/** A sound source fails a test with probability 2^-30 a sample or window. SP 800-90B §4.4: 2^-20 to 2^-40 */
export const HEALTH_ALPHA_BITS = 30;

/** Why a source is not trusted any more. */
export type HealthProblem = 'stuck' | 'biased' | 'predictable' | 'repeats another' | 'unreadable';

/** What was seen of a source. */
export interface MonitorReport {
  readonly samples: number;
  readonly problem: HealthProblem | undefined;
}

interface HealthTests {
  readonly repetition: RepetitionCountTest;
  readonly proportion: AdaptiveProportionTest;
  readonly prediction: PredictionTest;
}

/**
 * Watches the raw bytes of a source: both health tests of SP 800-90B §4.4, and one for what follows from earlier samples. A source that
 * has failed stays out until it is put to the test anew.
 */
export class HealthMonitor {
  readonly #entropyBits: number;
  readonly #alphaBits: number;
  #tests: HealthTests;
  #samples = 0;
  #problem: HealthProblem | undefined;

  /** `entropyBits`: the least min-entropy of each byte that the source is claimed to have. */
  constructor(entropyBits: number, alphaBits: number = HEALTH_ALPHA_BITS) {
    this.#entropyBits = entropyBits;
    this.#alphaBits = alphaBits;
    this.#tests = this.#freshTests();
  }

  /** Looks at bytes as they came; false if the source is not to be trusted. */
  watch(bytes: Uint8Array): boolean {
    const { repetition, proportion, prediction } = this.#tests;
    for (const byte of bytes) {
      if (!repetition.take(byte)) this.fail('stuck');
      if (!proportion.take(byte)) this.fail('biased');
      if (!prediction.take(byte)) this.fail('predictable');
    }
    this.#samples += bytes.length;
    return this.#problem === undefined;
  }

  /** Takes note of what was found out in another way; the first problem counts. */
  fail(problem: HealthProblem): void {
    this.#problem ??= problem;
  }

  /** Forgets what was seen: a start-up test follows. */
  restart(): void {
    this.#tests = this.#freshTests();
    this.#problem = undefined;
  }

  /** What was seen so far. */
  get report(): MonitorReport {
    return { samples: this.#samples, problem: this.#problem };
  }

  #freshTests(): HealthTests {
    const [entropyBits, alphaBits] = [this.#entropyBits, this.#alphaBits];
    const window = WINDOW_SAMPLES.other;
    return {
      repetition: new RepetitionCountTest(repetitionCutoff(entropyBits, alphaBits)),
      proportion: new AdaptiveProportionTest(window, proportionCutoff(window, entropyBits, alphaBits)),
      prediction: new PredictionTest(predictionCutoff(entropyBits, alphaBits)),
    };
  }
}
