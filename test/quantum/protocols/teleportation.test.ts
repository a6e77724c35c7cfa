import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  averageOver,
  Circuit,
  exactBranches,
  type NoiseChannel,
  runOnce,
  SeededRandom,
  StateVector,
  simulate,
  teleportationCircuit,
  teleportationFidelity,
  type UnitaryOperation,
  wernerNoise,
} from '../../../src/quantum/index.ts';
import { chiSquareP } from '../chi-square.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

type Prepare = (circuit: Circuit, qubit: number) => void;

/** The six states along the axes: their mean is the mean over all states (they form a 2-design). */
const AXES: readonly Prepare[] = [
  () => undefined,
  (circuit, qubit) => circuit.x(qubit),
  (circuit, qubit) => circuit.h(qubit),
  (circuit, qubit) => circuit.x(qubit).h(qubit),
  (circuit, qubit) => circuit.rx(-Math.PI / 2, qubit),
  (circuit, qubit) => circuit.rx(Math.PI / 2, qubit),
];

/** Fidelity of what arrives with what was sent. */
function arrived(prepare: Prepare, noise?: NoiseChannel): number {
  const { state } = averageOver(exactBranches(teleportationCircuit(prepare, noise)), [2]);
  const sent = new Circuit(1, 0);
  prepare(sent, 0);
  const ideal = new StateVector(1);
  ideal.apply(sent.operations as readonly UnitaryOperation[]);
  const [re0 = 0, im0 = 0, re1 = 0, im1 = 0] = ideal.amplitudes;
  const [r00 = 0, , r01 = 0, i01 = 0, , , r11 = 0] = state.entries;
  const cross = (re0 * re1 + im0 * im1) * r01 - (re0 * im1 - im0 * re1) * i01;
  return r00 * (re0 ** 2 + im0 ** 2) + r11 * (re1 ** 2 + im1 ** 2) + 2 * cross;
}

describe('teleportation', () => {
  test('delivers any state unharmed (100 random ones, seed 411)', () => {
    const draws = seededDraws(411);
    for (let run = 0; run < 100; run++) {
      const message = randomCircuit(1, 6, draws);
      assert.ok(Math.abs(arrived((circuit, qubit) => circuit.append(message, [qubit], [0])) - 1) < 1e-12);
    }
  });

  test('through a Werner pair has the mean fidelity (2F + 1) / 3', () => {
    for (const fidelity of [0.25, 0.6, 0.9, 1]) {
      const mean = AXES.reduce((sum, prepare) => sum + arrived(prepare, wernerNoise(fidelity)) / AXES.length, 0);
      assert.ok(Math.abs(mean - teleportationFidelity(fidelity)) < 1e-12, `F = ${fidelity}`);
    }
  });

  test('shows all four outcomes alike, whatever is sent (seed 412, significance 1e-6)', () => {
    const { counts } = simulate(
      teleportationCircuit((circuit, qubit) => circuit.ry(1, qubit)),
      {
        shots: 8_000,
        random: new SeededRandom(412),
      },
    );
    assert.ok(
      chiSquareP(
        ['00', '01', '10', '11'].map((bits) => counts.get(bits) ?? 0),
        [2_000, 2_000, 2_000, 2_000],
      ) > 1e-6,
    );
  });

  test('leaves nothing of the state behind: the sender has only her bits', () => {
    for (let seed = 0; seed < 8; seed++) {
      const { state, bits } = runOnce(
        teleportationCircuit((circuit, qubit) => circuit.ry(1, qubit)),
        new SeededRandom(seed),
      );
      assert.ok(Math.abs(state.probabilityOfOne(0) - (bits[0] ?? 0)) < 1e-12);
      assert.ok(Math.abs(state.probabilityOfOne(1) - (bits[1] ?? 0)) < 1e-12);
      assert.ok(Math.abs(state.probabilityOfOne(2) - Math.sin(0.5) ** 2) < 1e-12);
    }
  });
});
