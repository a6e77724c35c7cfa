import {
  AdaptiveProportionTest,
  areAlike,
  HealthMonitor,
  PredictionTest,
  predictionCutoff,
  proportionCutoff,
  RepetitionCountTest,
  repetitionCutoff,
  STARTUP_SAMPLES,
  WINDOW_SAMPLES,
} from '../../src/security/index.ts';
import type { DetectScenario, Trial } from './detect-scenario.ts';
import { SeededStream } from './seeded-stream.ts';

const CLAIMED_BITS = 1;
const ALPHA_BITS = 30;
/** Loose enough for errors to be seen, and as tight as designed. */
const LOOSE_ALPHA_BITS = 7;
const MOST_SAMPLES = 16 * STARTUP_SAMPLES;
const FULL = 400;
const QUICK = 40;

/** Makes samples of a source, one after the other. */
type Source = (stream: SeededStream) => () => number;

/** After how many samples a source of one claimed bit is excluded. */
function watchedFrom(source: Source, seed: string): Trial {
  const monitor = new HealthMonitor(CLAIMED_BITS, ALPHA_BITS);
  const next = source(new SeededStream(seed));
  for (let sample = 1; sample <= MOST_SAMPLES; sample += 1) {
    if (!monitor.watch(Uint8Array.of(next()))) return { foundAfter: sample };
  }
  return { foundAfter: undefined };
}

/** Sources of less than the claimed bit a byte; each needs another test. */
const bad: Readonly<Record<string, Source>> = {
  'stuck: one value from some sample on': (stream) => {
    const from = Math.floor(stream.uniform() * STARTUP_SAMPLES);
    let taken = 0;
    return () => ((taken += 1) > from ? 0x5a : stream.byte());
  },
  'biased: one value in 3 of 4 samples (0.4 bits)': (stream) => () => (stream.uniform() < 0.75 ? 0x11 : stream.byte()),
  'correlated: each bit as the last one in 97 of 100 cases (0.35 bits)': (stream) => {
    let bit = 0;
    return () => {
      let byte = 0;
      for (let position = 0; position < 8; position += 1) {
        if (stream.uniform() < 0.03) bit ^= 1;
        byte = (byte << 1) | bit;
      }
      return byte;
    };
  },
  'correlated: 4 of 5 samples repeat the one 7 before (0.3 bits)': (stream) => {
    const past = Array.from({ length: 7 }, () => stream.byte());
    return () => {
      const [seventh = 0] = past;
      const sample = stream.uniform() < 0.8 ? seventh : stream.byte();
      past.push(sample);
      past.shift();
      return sample;
    };
  },
  'a counter (0 bits)': (stream) => {
    let count = stream.byte();
    return () => (count = (count + 3) & 0xff);
  },
};

/** Two sources read at once: whether they are found to say the same. */
function compared(other: (own: Uint8Array, stream: SeededStream) => Uint8Array, alphaBits: number) {
  return (seed: string): Trial => {
    const stream = new SeededStream(seed);
    const own = stream.bytes(STARTUP_SAMPLES);
    const isFound = areAlike(own, other(own, stream), CLAIMED_BITS, alphaBits);
    return { foundAfter: isFound ? STARTUP_SAMPLES : undefined };
  };
}

/** One of the health tests, which says of each sample whether the source is still sound. */
interface HealthTest {
  take(sample: number): boolean;
}

/** Each test by itself, at the loose alpha. */
const looseTests: Readonly<Record<string, () => HealthTest>> = {
  'repetition count': () => new RepetitionCountTest(repetitionCutoff(CLAIMED_BITS, LOOSE_ALPHA_BITS)),
  'adaptive proportion': () =>
    new AdaptiveProportionTest(
      WINDOW_SAMPLES.other,
      proportionCutoff(WINDOW_SAMPLES.other, CLAIMED_BITS, LOOSE_ALPHA_BITS),
    ),
  prediction: () => new PredictionTest(predictionCutoff(CLAIMED_BITS, LOOSE_ALPHA_BITS)),
};

/** One window of the hardest sound source, of exactly the claimed bit, put to one test. */
function wronged(test: () => HealthTest) {
  return (seed: string): Trial => {
    const watch = test();
    const samples = new SeededStream(seed).bytes(WINDOW_SAMPLES.other).map((byte) => byte & 1);
    const at = samples.findIndex((sample) => !watch.take(sample));
    return { foundAfter: at < 0 ? undefined : at + 1 };
  };
}

const trials = { full: FULL, quick: QUICK };
const quietTrials = { full: 4000, quick: 400 };
const samples = { group: 'entropy', unit: 'samples' } as const;

/** The health tests on sources that are bad, and on sound ones. docs/spec/entropy.md §4 */
export const entropyScenarios: readonly DetectScenario[] = [
  ...Object.entries(bad).map(
    ([name, source]): DetectScenario => ({
      ...samples,
      name,
      kind: 'attack',
      trials,
      bar: 0.99,
      run: (seed) => watchedFrom(source, seed),
    }),
  ),
  {
    ...samples,
    name: 'correlated: a copy of another source, up to 8 samples late',
    kind: 'attack',
    trials,
    bar: 0.99,
    run: compared((own, stream) => {
      const shift = Math.floor(stream.uniform() * 9);
      return Uint8Array.from([...stream.bytes(shift), ...own.subarray(0, own.length - shift)]);
    }, ALPHA_BITS),
  },
  {
    ...samples,
    name: 'sound, 16 start-up tests in a row, alpha 2^-30',
    kind: 'quiet',
    trials,
    bar: 1e-4,
    run: (seed) => watchedFrom((stream) => () => stream.byte(), seed),
  },
  {
    ...samples,
    name: 'sound pair, one bit a sample, alpha 2^-7',
    kind: 'quiet',
    trials: { full: 1000, quick: 100 },
    bar: 2 ** -LOOSE_ALPHA_BITS,
    run: (seed) => {
      const stream = new SeededStream(seed);
      const [one, other] = [stream.bytes(1024), stream.bytes(1024)].map((bytes) => bytes.map((byte) => byte & 1));
      const isFound = areAlike(one ?? new Uint8Array(0), other ?? new Uint8Array(0), 1, LOOSE_ALPHA_BITS);
      return { foundAfter: isFound ? 1024 : undefined };
    },
  },
  ...Object.entries(looseTests).map(
    ([name, test]): DetectScenario => ({
      ...samples,
      name: `sound, one bit a sample, 512 samples, ${name} at alpha 2^-7`,
      kind: 'quiet',
      trials: quietTrials,
      // The repetition count errs once in 2^7 samples at most, the others once in 2^7 windows.
      bar: name === 'repetition count' ? 1 - (1 - 2 ** -LOOSE_ALPHA_BITS) ** 512 : 2 ** -LOOSE_ALPHA_BITS,
      run: wronged(test),
    }),
  ),
];
