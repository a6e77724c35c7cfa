import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isQForgeError } from '../../src/base/index.ts';
import {
  collisionEstimate,
  estimateEntropy,
  markovEstimate,
  mostCommonValueEstimate,
} from '../../src/security/entropy-estimate.ts';

const near = (actual: number, published: number): void =>
  assert.ok(Math.abs(actual - published) < 6e-4, `${actual} is not ${published}`);

/** The samples of the examples in SP 800-90B §6.3.1, and §6.3.2 and §6.3.3. */
const TERNARY = Uint8Array.from([0, 1, 1, 2, 0, 1, 2, 2, 0, 1, 0, 1, 1, 0, 2, 2, 1, 0, 2, 1]);
const BINARY = Uint8Array.from('1000111001010101110011000111001010101110', Number);

describe('estimators of min-entropy', () => {
  test('give the values of the examples in SP 800-90B', () => {
    near(mostCommonValueEstimate(TERNARY), 0.5363);
    near(collisionEstimate(BINARY), 0.4483);
    near(markovEstimate(BINARY), 0.761);
  });

  test('find nothing in what never changes, and never more than a bit in a bit', () => {
    for (const constant of [new Uint8Array(1000), new Uint8Array(1000).fill(1)]) {
      const { mostCommonValue, collision, markov, minEntropy } = estimateEntropy(constant);
      for (const bits of [mostCommonValue, collision, markov, minEntropy]) assert.ok(bits !== undefined && bits < 1e-9);
    }
    const alternating = new Uint8Array(1000).map((_, index) => index & 1);
    const estimate = estimateEntropy(alternating);
    assert.ok(estimate.mostCommonValue > 0.8);
    assert.ok((estimate.markov ?? 1) < 0.01);
    assert.equal(
      estimate.minEntropy,
      Math.min(estimate.mostCommonValue, estimate.collision ?? 9, estimate.markov ?? 9),
    );
  });

  test('look at bytes by the most common value alone', () => {
    const bytes = new Uint8Array(100_000).map((_, index) => (index * 167) & 0xff);
    const { mostCommonValue, collision, markov, minEntropy } = estimateEntropy(bytes);
    assert.ok(mostCommonValue > 7.5 && mostCommonValue < 8);
    assert.deepEqual([collision, markov, minEntropy], [undefined, undefined, mostCommonValue]);
  });

  test('need samples', () => {
    assert.throws(
      () => mostCommonValueEstimate(Uint8Array.of(1)),
      (error) => isQForgeError(error, 'ARGUMENT_INVALID'),
    );
  });
});
