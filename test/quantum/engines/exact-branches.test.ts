import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Branch, Circuit, depolarizing, exactBranches } from '../../../src/quantum/index.ts';

function summary(branches: readonly Branch[]): Record<string, number> {
  return Object.fromEntries(branches.map(({ bits, probability }) => [bits.join(''), Number(probability.toFixed(12))]));
}

describe('exact branches', () => {
  test('are the outcomes with their probabilities', () => {
    const circuit = new Circuit(2)
      .ry(2 * Math.asin(Math.sqrt(0.3)), 0)
      .cx(0, 1)
      .measureAll();
    assert.deepEqual(summary(exactBranches(circuit)), { '00': 0.7, '11': 0.3 });
  });

  test('follow conditions, and leave the state of each case normalised', () => {
    const circuit = new Circuit(2, 2)
      .h(0)
      .measure(0)
      .when(0, 1, (inner) => inner.x(1))
      .measure(1);
    const branches = exactBranches(circuit);
    assert.deepEqual(summary(branches), { '00': 0.5, '11': 0.5 });
    for (const { state, bits } of branches) {
      assert.ok(Math.abs(state.trace() - 1) < 1e-12);
      assert.ok(Math.abs((state.probabilities()[bits[0] === 1 ? 3 : 0] ?? 0) - 1) < 1e-12);
    }
  });

  test('include noise and misread values', () => {
    const circuit = new Circuit(1).noise(depolarizing(0.4), 0).measure(0, 0, { zeroAsOne: 0.1, oneAsZero: 0.5 });
    const [zeroRight, zeroWrong, oneWrong, oneRight] = exactBranches(circuit).map(({ probability }) => probability);
    // Depolarizing flips with probability p / 2.
    for (const [found, expected] of [
      [zeroRight, 0.72],
      [zeroWrong, 0.08],
      [oneWrong, 0.1],
      [oneRight, 0.1],
    ]) {
      assert.ok(Math.abs((found ?? 0) - (expected ?? 0)) < 1e-12);
    }
  });

  test('a circuit without measurements has one', () => {
    const [only, ...rest] = exactBranches(new Circuit(1, 0).h(0).barrier().reset(0));
    assert.equal(rest.length, 0);
    assert.ok(Math.abs((only?.probability ?? 0) - 1) < 1e-12);
  });
});
