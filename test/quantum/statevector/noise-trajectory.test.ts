import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  amplitudeDamping,
  Circuit,
  DensityMatrix,
  dephasing,
  depolarizing,
  depolarizing2,
  type NoiseChannel,
  StateVector,
  type UnitaryOperation,
} from '../../../src/quantum/index.ts';
import { applyTrajectory } from '../../../src/quantum/statevector/noise-trajectory.ts';
import { chiSquareP } from '../chi-square.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

const TRAJECTORIES = 4_000;
const SIGNIFICANCE = 1e-6;

const CHANNELS: readonly (readonly [NoiseChannel, readonly number[]])[] = [
  [depolarizing(0.3), [1]],
  [dephasing(0.25), [0]],
  [amplitudeDamping(0.4), [2]],
  [depolarizing2(0.5), [2, 0]],
];

describe('trajectories', () => {
  for (const [index, [channel, qubits]] of CHANNELS.entries()) {
    test(`of ${channel.label} agree with the density matrix (seed ${60 + index}, significance 1e-6)`, () => {
      const draws = seededDraws(60 + index);
      const before = randomCircuit(3, 20, draws).operations as readonly UnitaryOperation[];
      const after = randomCircuit(3, 10, draws).operations as readonly UnitaryOperation[];
      const exact = new DensityMatrix(3);
      exact.apply(before);
      exact.applyNoise(channel, qubits);
      exact.apply(after);
      const counts = Array.from({ length: 8 }, () => 0);
      for (let run = 0; run < TRAJECTORIES; run++) {
        const state = new StateVector(3);
        state.apply(before);
        applyTrajectory(state, channel, qubits, draws);
        state.apply(after);
        const seen = [0, 1, 2].reduce((sum, qubit) => sum + state.measure(qubit, draws) * 2 ** qubit, 0);
        counts[seen] = (counts[seen] ?? 0) + 1;
      }
      const p = chiSquareP(
        counts,
        Array.from(exact.probabilities(), (value) => TRAJECTORIES * value),
      );
      assert.ok(p > SIGNIFICANCE, `p = ${p}`);
    });
  }

  test('keep the norm', () => {
    const draws = seededDraws(65);
    const state = new StateVector(2);
    state.apply(new Circuit(2).h(0).cx(0, 1).operations as readonly UnitaryOperation[]);
    for (let run = 0; run < 200; run++) applyTrajectory(state, amplitudeDamping(0.01), [run % 2], draws);
    assert.ok(Math.abs(state.norm() - 1) < 1e-12);
  });
});
