import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RepetitionCountTest, repetitionCutoff } from '../../src/security/repetition-count.ts';

/** Cut-offs by the formula of SP 800-90B §4.4.1, by min-entropy and by -log2 of alpha. */
const CUTOFFS: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  20: { '0.1': 201, '0.2': 101, '0.5': 41, '0.8': 26, '1': 21, '2': 11, '4': 6, '8': 4 },
  30: { '0.1': 301, '0.2': 151, '0.5': 61, '0.8': 39, '1': 31, '2': 16, '4': 9, '8': 5 },
  40: { '0.1': 401, '0.2': 201, '0.5': 81, '0.8': 51, '1': 41, '2': 21, '4': 11, '8': 6 },
};

describe('the repetition count test', () => {
  test('has the cut-offs of the formula', () => {
    for (const [alphaBits, cutoffs] of Object.entries(CUTOFFS)) {
      for (const [entropy, cutoff] of Object.entries(cutoffs)) {
        assert.equal(repetitionCutoff(Number(entropy), Number(alphaBits)), cutoff, `${entropy} at 2^-${alphaBits}`);
      }
    }
  });

  test('fails at the cut-off and not before, and starts again with another sample', () => {
    const take = (samples: readonly number[]): boolean[] => {
      const watch = new RepetitionCountTest(4);
      return samples.map((sample) => watch.take(sample));
    };
    assert.deepEqual(take([7, 7, 7, 7, 7]), [true, true, true, false, false]);
    assert.deepEqual(
      take([7, 7, 7, 8, 7, 7, 7]),
      Array.from({ length: 7 }, () => true),
    );
    assert.deepEqual(take([0, 0, 0, 0]), [true, true, true, false]);
  });
});
