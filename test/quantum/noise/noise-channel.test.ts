import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import {
  amplitudeDamping,
  bitFlip,
  Circuit,
  DensityMatrix,
  dephasing,
  depolarizing,
  depolarizing2,
  krausChannel,
  type NoiseChannel,
  pauliChannel,
  realMatrix,
  StateVector,
  type UnitaryOperation,
} from '../../../src/quantum/index.ts';
import { completenessError } from '../../../src/quantum/noise/noise-channel.ts';

const BELL = new Circuit(2).h(0).cx(0, 1).operations as readonly UnitaryOperation[];
const STRENGTHS = [0, 0.01, 0.3, 0.75, 1];

/** Fidelity of a Bell pair one half of which went through a channel. */
function bellFidelity(channel: NoiseChannel): number {
  const [density, ideal] = [new DensityMatrix(2), new StateVector(2)];
  density.apply(BELL);
  density.applyNoise(channel, [1]);
  ideal.apply(BELL);
  return density.fidelity(ideal);
}

describe('noise channels', () => {
  test('keep probability', () => {
    for (const p of STRENGTHS) {
      for (const channel of [depolarizing(p), dephasing(p), bitFlip(p), amplitudeDamping(p), depolarizing2(p)]) {
        assert.ok(completenessError(channel) < 1e-12, channel.label);
      }
    }
  });

  test('leave a Bell pair the fidelity of the formulas: 1 - 3p/4, 1 - p, (1 + sqrt(1 - gamma))^2 / 4', () => {
    for (const p of STRENGTHS) {
      assert.ok(Math.abs(bellFidelity(depolarizing(p)) - (1 - (3 * p) / 4)) < 1e-12);
      assert.ok(Math.abs(bellFidelity(dephasing(p)) - (1 - p)) < 1e-12);
      assert.ok(Math.abs(bellFidelity(bitFlip(p)) - (1 - p)) < 1e-12);
      assert.ok(Math.abs(bellFidelity(amplitudeDamping(p)) - (1 + Math.sqrt(1 - p)) ** 2 / 4) < 1e-12);
    }
  });

  test('depolarizing two qubits fully leaves nothing but the mixed state', () => {
    const density = new DensityMatrix(2);
    density.apply(BELL);
    density.applyNoise(depolarizing2(1), [0, 1]);
    for (const probability of density.probabilities()) assert.ok(Math.abs(probability - 0.25) < 1e-12);
  });

  test('can be given by their Kraus operators', () => {
    const given = krausChannel('mine', amplitudeDamping(0.3).kraus);
    assert.ok(Math.abs(bellFidelity(given) - bellFidelity(amplitudeDamping(0.3))) < 1e-12);
    const refused = (error: unknown): boolean =>
      error instanceof QForgeError && error.code === 'QUANTUM_CIRCUIT_INVALID';
    assert.throws(() => krausChannel('lossy', [realMatrix(2, [1, 0, 0, 0.5])]), refused);
    assert.throws(() => krausChannel('nothing', []), refused);
    assert.throws(() => krausChannel('one', [realMatrix(1, [1])]), refused);
  });

  test('refuse what is no probability', () => {
    const refused = (error: unknown): boolean => error instanceof QForgeError && error.code === 'ARGUMENT_INVALID';
    for (const p of [-0.1, 1.1, Number.NaN]) {
      for (const make of [depolarizing, depolarizing2, dephasing, bitFlip, amplitudeDamping])
        assert.throws(() => make(p), refused);
    }
    assert.throws(() => pauliChannel('half', [0.5, 0, 0, 0]), refused);
  });
});
