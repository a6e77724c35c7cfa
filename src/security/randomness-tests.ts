import { QForgeError } from '../base/index.ts';
import { erfc, normalCdf, upperGamma } from './special-functions.ts';

/** How many bits every test needs to say anything. */
export const MIN_TESTED_BITS = 128;

/** P-values of the tests of SP 800-22 that are made: each is even over 0 to 1 for a sound source. */
export interface RandomnessReport {
  readonly frequency: number;
  readonly blockFrequency: number;
  readonly runs: number;
  readonly longestRun: number;
  readonly cumulativeSumsForward: number;
  readonly cumulativeSumsBackward: number;
  readonly approximateEntropy: number;
  readonly serial1: number;
  readonly serial2: number;
}

/** Makes all tests with the parameters that SP 800-22 recommends. Throws `ARGUMENT_INVALID` for fewer than 128 bits. */
export function testRandomness(bits: Uint8Array): RandomnessReport {
  if (bits.length < MIN_TESTED_BITS) {
    throw new QForgeError('ARGUMENT_INVALID', {
      argument: 'the bits',
      reason: `there are fewer than ${MIN_TESTED_BITS}`,
    });
  }
  const m = Math.max(2, Math.min(8, Math.floor(Math.log2(bits.length)) - 7));
  const [serial1, serial2] = serialTest(bits, m + 1);
  return {
    frequency: frequencyTest(bits),
    blockFrequency: blockFrequencyTest(bits, Math.max(20, Math.ceil(bits.length / 99))),
    runs: runsTest(bits),
    longestRun: longestRunTest(bits),
    cumulativeSumsForward: cumulativeSumsTest(bits),
    cumulativeSumsBackward: cumulativeSumsTest(bits.toReversed()),
    approximateEntropy: approximateEntropyTest(bits, m),
    serial1,
    serial2,
  };
}

/** Bits of bytes, most significant first. */
export function bitsOf(bytes: Uint8Array): Uint8Array {
  const bits = new Uint8Array(bytes.length * 8);
  for (let index = 0; index < bits.length; index += 1)
    bits[index] = ((bytes[index >> 3] ?? 0) >> (7 - (index & 7))) & 1;
  return bits;
}

/** Ones against zeros. SP 800-22 §2.1 */
export function frequencyTest(bits: Uint8Array): number {
  const sum = 2 * onesIn(bits) - bits.length;
  return erfc(Math.abs(sum) / Math.sqrt(2 * bits.length));
}

/** Ones in each block of `blockBits`. SP 800-22 §2.2 */
export function blockFrequencyTest(bits: Uint8Array, blockBits: number): number {
  const blocks = Math.floor(bits.length / blockBits);
  let chiSquared = 0;
  for (let block = 0; block < blocks; block += 1) {
    const share = onesIn(bits.subarray(block * blockBits, (block + 1) * blockBits)) / blockBits;
    chiSquared += 4 * blockBits * (share - 0.5) ** 2;
  }
  return upperGamma(blocks / 2, chiSquared / 2);
}

/** How often a bit is followed by another one. SP 800-22 §2.3 */
export function runsTest(bits: Uint8Array): number {
  const n = bits.length;
  const share = onesIn(bits) / n;
  if (Math.abs(share - 0.5) >= 2 / Math.sqrt(n)) return 0;
  let runs = 1;
  for (let index = 1; index < n; index += 1) if (bits[index] !== bits[index - 1]) runs += 1;
  const expected = 2 * n * share * (1 - share);
  return erfc(Math.abs(runs - expected) / (2 * Math.sqrt(2 * n) * share * (1 - share)));
}

/** Block length, least class and probabilities of the classes, by the number of bits. SP 800-22 §2.4.4, §3.4 */
const LONGEST_RUNS = [
  { bits: 750_000, block: 10_000, least: 10, shares: [0.0882, 0.2092, 0.2483, 0.1933, 0.1208, 0.0675, 0.0727] },
  {
    bits: 6272,
    block: 128,
    least: 4,
    shares: [0.1174035788, 0.242955959, 0.249363483, 0.17517706, 0.102701071, 0.112398847],
  },
  { bits: 128, block: 8, least: 1, shares: [0.21484375, 0.3671875, 0.23046875, 0.1875] },
] as const;

/** The longest run of ones in each block. SP 800-22 §2.4 */
export function longestRunTest(bits: Uint8Array): number {
  const plan = LONGEST_RUNS.find((candidate) => bits.length >= candidate.bits);
  if (plan === undefined) return 0;
  const counts = plan.shares.map(() => 0);
  const blocks = Math.floor(bits.length / plan.block);
  for (let block = 0; block < blocks; block += 1) {
    const run = longestRunIn(bits.subarray(block * plan.block, (block + 1) * plan.block));
    const at = Math.min(Math.max(run - plan.least, 0), counts.length - 1);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const chiSquared = plan.shares.reduce(
    (sum, share, at) => sum + ((counts[at] ?? 0) - blocks * share) ** 2 / (blocks * share),
    0,
  );
  return upperGamma((plan.shares.length - 1) / 2, chiSquared / 2);
}

function longestRunIn(bits: Uint8Array): number {
  let [longest, run] = [0, 0];
  for (const bit of bits) {
    run = bit === 1 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** How far a walk of steps +1 and -1 gets. SP 800-22 §2.13 */
export function cumulativeSumsTest(bits: Uint8Array): number {
  const n = bits.length;
  let [sum, furthest] = [0, 0];
  for (const bit of bits) {
    sum += 2 * bit - 1;
    furthest = Math.max(furthest, Math.abs(sum));
  }
  const phi = (k: number, offset: number): number => normalCdf(((4 * k + offset) * furthest) / Math.sqrt(n));
  let p = 1;
  for (let k = Math.trunc((-n / furthest + 1) / 4); k <= Math.trunc((n / furthest - 1) / 4); k += 1)
    p -= phi(k, 1) - phi(k, -1);
  for (let k = Math.trunc((-n / furthest - 3) / 4); k <= Math.trunc((n / furthest - 1) / 4); k += 1)
    p += phi(k, 3) - phi(k, 1);
  return p;
}

/** Patterns of `m` against those of `m + 1` bits. SP 800-22 §2.12 */
export function approximateEntropyTest(bits: Uint8Array, m: number): number {
  const n = bits.length;
  const phi = (length: number): number =>
    patternCounts(bits, length).reduce(
      (sum, count) => (count === 0 ? sum : sum + (count / n) * Math.log(count / n)),
      0,
    );
  const chiSquared = 2 * n * (Math.LN2 - (phi(m) - phi(m + 1)));
  return upperGamma(2 ** (m - 1), chiSquared / 2);
}

/** Patterns of `m` bits against the shorter ones. SP 800-22 §2.11 */
export function serialTest(bits: Uint8Array, m: number): readonly [number, number] {
  const n = bits.length;
  const psi = (length: number): number =>
    length === 0 ? 0 : patternCounts(bits, length).reduce((sum, count) => sum + count ** 2, 0) * (2 ** length / n) - n;
  const first = psi(m) - psi(m - 1);
  const second = psi(m) - 2 * psi(m - 1) + psi(m - 2);
  return [upperGamma(2 ** (m - 2), first / 2), upperGamma(2 ** (m - 3), second / 2)];
}

/** How often each pattern of `length` bits comes, the sequence being a circle. */
function patternCounts(bits: Uint8Array, length: number): Uint32Array {
  const counts = new Uint32Array(2 ** length);
  const mask = counts.length - 1;
  let pattern = 0;
  for (let index = 0; index < length - 1; index += 1) pattern = (pattern << 1) | (bits[index] ?? 0);
  for (let index = 0; index < bits.length; index += 1) {
    pattern = ((pattern << 1) | (bits[(index + length - 1) % bits.length] ?? 0)) & mask;
    counts[pattern] = (counts[pattern] ?? 0) + 1;
  }
  return counts;
}

function onesIn(bits: Uint8Array): number {
  let ones = 0;
  for (const bit of bits) ones += bit;
  return ones;
}
