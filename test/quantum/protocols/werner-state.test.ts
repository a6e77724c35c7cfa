import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import {
  averageOver,
  bellCircuit,
  bellFidelity,
  chshValue,
  exactBranches,
  SeededRandom,
  simulate,
  swappedFidelity,
  teleportationFidelity,
  wernerErrorRate,
  wernerFidelity,
  wernerNoise,
  wernerWeight,
} from '../../../src/quantum/index.ts';
import { chiSquareP } from '../chi-square.ts';

const FIDELITIES = [0.25, 0.5, 0.8, 0.95, 1];

describe('Werner states', () => {
  test('are made by depolarizing noise, the other Bell states equally likely', () => {
    for (const fidelity of FIDELITIES) {
      const { state } = averageOver(exactBranches(bellCircuit().noise(wernerNoise(fidelity), 1)), [0, 1]);
      assert.ok(Math.abs(bellFidelity(state) - fidelity) < 1e-12);
      for (const other of ['phi-', 'psi+', 'psi-'] as const) {
        assert.ok(Math.abs(bellFidelity(state, other) - (1 - fidelity) / 3) < 1e-12);
      }
    }
  });

  test('weight and fidelity are each other turned round', () => {
    for (const fidelity of FIDELITIES) assert.ok(Math.abs(wernerFidelity(wernerWeight(fidelity)) - fidelity) < 1e-15);
    assert.equal(wernerWeight(1), 1);
    assert.equal(wernerWeight(0.25), 0);
  });

  test('formulas give the figures that are known', () => {
    assert.ok(Math.abs(swappedFidelity(Array.from({ length: 8 }, () => 0.95)) - 0.681_872_426_1) < 1e-10);
    assert.ok(Math.abs(chshValue(0.780_33) - 2) < 1e-5, 'the violation begins here');
    assert.ok(Math.abs(chshValue(1) - 2 * Math.SQRT2) < 1e-15);
    assert.equal(teleportationFidelity(1), 1);
    assert.ok(Math.abs(teleportationFidelity(0.25) - 0.5) < 1e-15);
  });

  test('the error rate is what both sides see in one basis (F = 0.85, 20,000 shots, seed 1, significance 1e-6)', () => {
    const circuit = bellCircuit().noise(wernerNoise(0.85), 1).measureAll();
    const { counts } = simulate(circuit, { shots: 20_000, random: new SeededRandom(1) });
    const wrong = (counts.get('01') ?? 0) + (counts.get('10') ?? 0);
    const expected = 20_000 * wernerErrorRate(0.85);
    assert.ok(chiSquareP([wrong, 20_000 - wrong], [expected, 20_000 - expected]) > 1e-6);
  });

  test('refuse what is no fidelity of one', () => {
    for (const fidelity of [0.2, 1.01, Number.NaN]) {
      assert.throws(
        () => wernerNoise(fidelity),
        (error) => error instanceof QForgeError && error.code === 'ARGUMENT_INVALID',
      );
    }
  });
});
