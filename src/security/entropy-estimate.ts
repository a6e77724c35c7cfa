import { QForgeError } from '../base/index.ts';

/** Upper end of a 99 % confidence interval, in standard deviations. SP 800-90B §6.3 */
const Z = 2.576;
/** Length of the sequences that the Markov estimate weighs. SP 800-90B §6.3.3 */
const MARKOV_LENGTH = 128;
const BISECTIONS = 60;

/** Min-entropy of each sample by several estimators; the least counts. */
export interface EntropyEstimate {
  readonly mostCommonValue: number;
  /** Of bits only. */
  readonly collision: number | undefined;
  /** Of bits only. */
  readonly markov: number | undefined;
  /** The least of them: bits of min-entropy for each sample. */
  readonly minEntropy: number;
}

/** Estimates the min-entropy of samples by the estimators that apply. Throws `ARGUMENT_INVALID` for fewer than two samples. */
export function estimateEntropy(samples: Uint8Array): EntropyEstimate {
  const isBinary = samples.every((sample) => sample <= 1);
  const mostCommonValue = mostCommonValueEstimate(samples);
  const collision = isBinary ? collisionEstimate(samples) : undefined;
  const markov = isBinary ? markovEstimate(samples) : undefined;
  const minEntropy = Math.min(mostCommonValue, collision ?? Infinity, markov ?? Infinity);
  return { mostCommonValue, collision, markov, minEntropy };
}

/** From the most common sample. SP 800-90B §6.3.1 */
export function mostCommonValueEstimate(samples: Uint8Array): number {
  if (samples.length < 2) {
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'the samples', reason: 'there are fewer than two' });
  }
  const counts = new Uint32Array(256);
  for (const sample of samples) counts[sample] = (counts[sample] ?? 0) + 1;
  const p = Math.max(...counts) / samples.length;
  const upper = Math.min(1, p + Z * Math.sqrt((p * (1 - p)) / (samples.length - 1)));
  return Math.max(0, -Math.log2(upper));
}

/** From how soon a bit comes again: for bits, two or three samples. SP 800-90B §6.3.2 */
export function collisionEstimate(bits: Uint8Array): number {
  const times = collisionTimes(bits);
  if (times.length < 2) return 0;
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (times.length - 1);
  const lower = mean - (Z * Math.sqrt(variance)) / Math.sqrt(times.length);
  // For bits the mean time is 2 + 2 p (1 - p): from 2.5 at p = 1/2 down to 2 at p = 1.
  if (lower >= 2.5) return 1;
  const p = bisect((candidate) => 2 + 2 * candidate * (1 - candidate) - lower, 0.5, 1);
  return Math.max(0, -Math.log2(p));
}

function collisionTimes(bits: Uint8Array): readonly number[] {
  const times: number[] = [];
  for (let index = 0; index + 1 < bits.length; ) {
    const time = bits[index] === bits[index + 1] ? 2 : 3;
    if (index + time > bits.length) break;
    times.push(time);
    index += time;
  }
  return times;
}

/** Where a falling function crosses zero. */
function bisect(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2;
    if (f(middle) > 0) low = middle;
    else high = middle;
  }
  return high;
}

/** From how a bit depends on the one before. SP 800-90B §6.3.3 */
export function markovEstimate(bits: Uint8Array): number {
  const ones = bits.reduce((sum, bit) => sum + bit, 0);
  const p1 = ones / bits.length;
  const transitions = new Float64Array(4);
  for (let index = 0; index + 1 < bits.length; index += 1) {
    const pair = 2 * (bits[index] ?? 0) + (bits[index + 1] ?? 0);
    transitions[pair] = (transitions[pair] ?? 0) + 1;
  }
  const [n00 = 0, n01 = 0, n10 = 0, n11 = 0] = transitions;
  const log = (share: number, whole: number): number => (share === 0 ? -Infinity : Math.log2(share / whole));
  const t = {
    '00': log(n00, n00 + n01),
    '01': log(n01, n00 + n01),
    '10': log(n10, n10 + n11),
    '11': log(n11, n10 + n11),
  };
  const [start0, start1] = [Math.log2(1 - p1), Math.log2(p1)];
  const half = MARKOV_LENGTH / 2;
  const likeliest = Math.max(
    start0 + times(MARKOV_LENGTH - 1, t['00']),
    start0 + times(half, t['01']) + times(half - 1, t['10']),
    start0 + t['01'] + times(MARKOV_LENGTH - 2, t['11']),
    start1 + t['10'] + times(MARKOV_LENGTH - 2, t['00']),
    start1 + times(half, t['10']) + times(half - 1, t['01']),
    start1 + times(MARKOV_LENGTH - 1, t['11']),
  );
  // Positive zero, too, for a sequence that is certain.
  return Math.max(0, Math.min(-likeliest / MARKOV_LENGTH, 1));
}

/** A sequence that is impossible stays so. */
function times(count: number, logarithm: number): number {
  return count * logarithm;
}
