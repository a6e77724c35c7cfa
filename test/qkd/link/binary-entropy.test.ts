import assert from 'node:assert/strict';
import test from 'node:test';
import { binaryEntropy, shannonEntropy } from '../../../src/qkd/link/binary-entropy.ts';

test('the entropy of a coin is symmetric, one bit at most, and nothing for a certain one', () => {
  assert.equal(binaryEntropy(0.5), 1);
  assert.equal(binaryEntropy(0), 0);
  assert.equal(binaryEntropy(1), 0);
  assert.equal(binaryEntropy(Number.NaN), 0);
  // Half a bit lies at 0.110028 (the zero of 1 - 2h).
  assert.ok(Math.abs(binaryEntropy(0.110_027_864_438_359_6) - 0.5) < 1e-12);
  for (const p of [0.01, 0.2, 0.37]) assert.ok(Math.abs(binaryEntropy(p) - binaryEntropy(1 - p)) < 1e-15);
});

test('the entropy of a distribution agrees with that of coins', () => {
  assert.equal(shannonEntropy([0.25, 0.25, 0.25, 0.25]), 2);
  assert.equal(shannonEntropy([1, 0, 0]), 0);
  // Two independent coins.
  const [p, q] = [0.1, 0.3];
  const both = shannonEntropy([p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)]);
  assert.ok(Math.abs(both - binaryEntropy(p) - binaryEntropy(q)) < 1e-12);
});
