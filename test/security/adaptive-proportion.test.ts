import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AdaptiveProportionTest, proportionCutoff, WINDOW_SAMPLES } from '../../src/security/adaptive-proportion.ts';

/** Cut-offs 1 + critbinom(W, 2^-H, 1 - alpha), made with another program's binomial distribution. SP 800-90B §4.4.2 */
const CUTOFFS: Readonly<Record<number, readonly [window: number, Readonly<Record<string, number>>][]>> = {
  20: [
    [1024, { '0.2': 941, '0.4': 840, '0.6': 748, '0.8': 664, '1': 589 }],
    [512, { '0.5': 410, '1': 311, '2': 177, '4': 62, '8': 13 }],
  ],
  30: [
    [1024, { '0.2': 952, '0.4': 856, '0.6': 766, '0.8': 683, '1': 609 }],
    [512, { '0.5': 422, '1': 325, '2': 190, '4': 71, '8': 16 }],
  ],
  40: [
    [1024, { '0.2': 961, '0.4': 869, '0.6': 780, '0.8': 699, '1': 625 }],
    [512, { '0.5': 432, '1': 336, '2': 201, '4': 78, '8': 19 }],
  ],
};

describe('the adaptive proportion test', () => {
  test('has the cut-offs of the binomial distribution', () => {
    assert.deepEqual(WINDOW_SAMPLES, { binary: 1024, other: 512 });
    for (const [alphaBits, windows] of Object.entries(CUTOFFS)) {
      for (const [window, cutoffs] of windows) {
        for (const [entropy, cutoff] of Object.entries(cutoffs)) {
          const actual = proportionCutoff(window, Number(entropy), Number(alphaBits));
          assert.equal(actual, cutoff, `${entropy} in ${window} at 2^-${alphaBits}`);
        }
      }
    }
  });

  test('fails when the first sample of a window comes too often, window by window', () => {
    const watch = new AdaptiveProportionTest(8, 4);
    const verdicts = [1, 1, 0, 1, 2, 3, 4, 5, 0, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3].map((sample) => watch.take(sample));
    assert.deepEqual(verdicts, [...Array.from({ length: 19 }, () => true), false]);
  });
});
