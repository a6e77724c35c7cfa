import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LAGS, PredictionTest, predictionCutoff } from '../../src/security/prediction-test.ts';
import { seededBytes } from './seeded-bytes.ts';

const CLAIMED_BITS = 1;
const ALPHA_BITS = 30;

/** How many samples it takes until a source of one claimed bit is found out; undefined if it is not. */
function foundAfter(samples: Uint8Array, entropyBits = CLAIMED_BITS): number | undefined {
  const watch = new PredictionTest(predictionCutoff(entropyBits, ALPHA_BITS));
  const at = samples.findIndex((sample) => !watch.take(sample));
  return at < 0 ? undefined : at + 1;
}

/** P(X >= k) of a binomial distribution, term by term: the slow twin of the cut-off. */
function binomialTail(n: number, p: number, k: number): number {
  let tail = 0;
  for (let hits = k; hits <= n; hits += 1) {
    let logTerm = hits * Math.log(p) + (n - hits) * Math.log1p(-p);
    for (let i = 1; i <= hits; i += 1) logTerm += Math.log(n - hits + i) - Math.log(i);
    tail += Math.exp(logTerm);
  }
  return tail;
}

describe('the prediction test', () => {
  test('has the least cut-off that keeps all predictors together within the error (significance 2^-30 a window)', () => {
    for (const entropyBits of [0.5, 1, 2, 4, 7]) {
      const cutoff = predictionCutoff(entropyBits, ALPHA_BITS);
      const alpha = 2 ** -ALPHA_BITS / (LAGS + 2);
      assert.ok(binomialTail(512, 2 ** -entropyBits, cutoff) <= alpha, `${entropyBits} bits: ${cutoff} is too low`);
      assert.ok(binomialTail(512, 2 ** -entropyBits, cutoff - 1) > alpha, `${entropyBits} bits: ${cutoff} is too high`);
    }
  });

  test('is content with what looks random, at every claim up to seven bits', () => {
    for (const entropyBits of [0.5, 1, 4, 7]) {
      assert.equal(foundAfter(seededBytes('prediction', 400_000), entropyBits), undefined);
    }
  });

  test('finds a source that repeats itself at any distance up to the longest lag', () => {
    for (let lag = 1; lag <= LAGS; lag += 1) {
      const pattern = seededBytes(`lag ${lag}`, lag);
      const samples = new Uint8Array(1024).map((_, index) => pattern[index % lag] ?? 0);
      assert.ok((foundAfter(samples) ?? Infinity) <= 512, `lag ${lag}`);
    }
  });

  test('finds a counter, whatever its step, and a cycle that is longer than the lags', () => {
    for (const step of [1, 3, 128]) {
      const counter = new Uint8Array(1024).map((_, index) => index * step);
      assert.ok((foundAfter(counter) ?? Infinity) <= 512, `step ${step}`);
    }
    const order = Array.from({ length: 256 }, (_, index) => (index * 167 + 13) & 0xff).toSorted(
      (a, b) => (a ^ 0x5a) - b,
    );
    const cycle = new Uint8Array(2048).map((_, index) => order[index % 256] ?? 0);
    assert.ok((foundAfter(cycle) ?? Infinity) <= 1024);
  });

  test('finds serial correlation: bits that stay as they were in 97 of 100 cases have less than the claimed bit a byte', () => {
    const steps = seededBytes('slow', 65_536);
    let bit = 0;
    const samples = new Uint8Array(8192).map((_, index) => {
      let byte = 0;
      for (let position = 0; position < 8; position += 1) {
        if ((steps[index * 8 + position] ?? 0) < 0.03 * 256) bit ^= 1;
        byte = (byte << 1) | bit;
      }
      return byte;
    });
    assert.ok((foundAfter(samples) ?? Infinity) <= 1024);
  });

  test('starts each window anew', () => {
    const watch = new PredictionTest(4);
    const verdicts = Array.from({ length: 512 + 3 }, (_, index) => watch.take(index < 509 ? index * index : 7));
    assert.ok(verdicts.slice(509).every(Boolean), 'the run is cut by the end of the window');
  });
});
