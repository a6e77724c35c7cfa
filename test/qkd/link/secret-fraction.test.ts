import assert from 'node:assert/strict';
import test from 'node:test';
import { binaryEntropy } from '../../../src/qkd/link/binary-entropy.ts';
import {
  bb84Fraction,
  bb84Weights,
  fractionWithAddedNoise,
  sarg04Fraction,
  sarg04Weights,
  sixStateFraction,
} from '../../../src/qkd/link/secret-fraction.ts';

test('without errors every sifted bit is secret', () => {
  for (const fraction of [bb84Fraction, sixStateFraction, sarg04Fraction]) assert.equal(fraction(0, 1.2), 1);
});

test('at equal error rates six states tolerate most and SARG04 least', () => {
  for (const qber of [0.02, 0.05, 0.09]) {
    assert.ok(sixStateFraction(qber, 1) > bb84Fraction(qber, 1));
    assert.ok(bb84Fraction(qber, 1) > sarg04Fraction(qber, 1));
  }
});

test('weights are distributions with the right bit error, and for SARG04 a phase error of 3/2 of it', () => {
  for (const qber of [0.01, 0.1]) {
    for (const { none, bit, phase, both } of [bb84Weights(qber), sarg04Weights(qber)]) {
      assert.ok(Math.abs(none + bit + phase + both - 1) < 1e-12);
      assert.ok(Math.abs(bit + both - qber) < 1e-12);
    }
    const { phase, both } = sarg04Weights(qber);
    assert.ok(Math.abs(phase + both - 1.5 * qber) < 1e-12);
  }
});

test('the weights of SARG04 follow from its states: Pauli errors of a pair of states at 45 degrees, then the filter', () => {
  // docs/spec/qkd-links.md: the states cos(pi/8)|0> +- sin(pi/8)|1>, the filter of the unambiguous measurement, and an
  // error X or Z with probability d each. The overlap with each Bell state is computed here from vectors.
  const [c, s] = [Math.cos(Math.PI / 8), Math.sin(Math.PI / 8)];
  const d = 0.04;
  const afterError = {
    none: [c * s, 0, 0, s * c],
    z: [c * s, 0, 0, -s * c],
    x: [0, c * c, s * s, 0],
  };
  const bell = {
    none: [1, 0, 0, 1],
    bit: [1, 0, 0, -1],
    phase: [0, 1, 1, 0],
    both: [0, 1, -1, 0],
  };
  const overlap = (of: readonly number[], with_: readonly number[]): number =>
    of.reduce((sum, value, index) => sum + (value * (with_[index] ?? 0)) / Math.SQRT2, 0) ** 2;
  const weight = (state: readonly number[]): number =>
    (1 - 2 * d) * overlap(afterError.none, state) + d * overlap(afterError.z, state) + d * overlap(afterError.x, state);
  const total = Object.values(bell).reduce((sum, state) => sum + weight(state), 0);
  const qber = (weight(bell.bit) + weight(bell.both)) / total;
  const expected = sarg04Weights(qber);
  for (const name of ['none', 'bit', 'phase', 'both'] as const) {
    assert.ok(Math.abs(weight(bell[name]) / total - expected[name]) < 1e-12, name);
  }
});

test('added noise changes nothing when it is none, and leaves nothing when it is a coin toss', () => {
  const qber = 0.05;
  const plain = 1 - 2 * binaryEntropy(qber);
  assert.ok(Math.abs(fractionWithAddedNoise(bb84Weights(qber), 0) - plain) < 1e-12);
  assert.ok(Math.abs(fractionWithAddedNoise(bb84Weights(qber), 0.5)) < 1e-12);
});

test('noise helps just above the plain threshold', () => {
  assert.ok(bb84Fraction(0.115, 1) < 0);
  assert.ok(fractionWithAddedNoise(bb84Weights(0.115), 0.3) > 0);
});
