import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  addBellMeasurement,
  averageOver,
  BELL_STATES,
  bellCircuit,
  bellFidelity,
  Circuit,
  exactBranches,
  ghzCircuit,
  SeededRandom,
  simulate,
  wCircuit,
} from '../../../src/quantum/index.ts';

/** Probabilities of the basis states that a circuit ends in, without the ones that are 0. */
function outcomes(circuit: Circuit): Map<number, number> {
  const [branch] = exactBranches(circuit);
  return new Map(
    Array.from(branch?.state.probabilities() ?? [], (value, index): [number, number] => [index, value]).filter(
      ([, value]) => value > 1e-12,
    ),
  );
}

describe('entangled states', () => {
  test('each Bell circuit makes its own state, and none of the others', () => {
    for (const made of BELL_STATES) {
      const { state } = averageOver(exactBranches(bellCircuit(made)), [0, 1]);
      for (const asked of BELL_STATES) {
        assert.ok(Math.abs(bellFidelity(state, asked) - (made === asked ? 1 : 0)) < 1e-12, `${made} as ${asked}`);
      }
    }
  });

  test('a Bell measurement tells them apart: its bits are the sign, and whether they differ', () => {
    const seen = BELL_STATES.map((state) => {
      const circuit = new Circuit(2).append(bellCircuit(state));
      return [
        ...simulate(addBellMeasurement(circuit, [0, 1], [0, 1]), { shots: 20, random: new SeededRandom(1) }).counts,
      ];
    });
    assert.deepEqual(seen, [[['00', 20]], [['01', 20]], [['10', 20]], [['11', 20]]]);
  });

  test('GHZ: all 0 or all 1, one half each', () => {
    for (const qubits of [2, 3, 6]) {
      const found = outcomes(ghzCircuit(qubits));
      assert.deepEqual([...found.keys()], [0, 2 ** qubits - 1]);
      for (const value of found.values()) assert.ok(Math.abs(value - 0.5) < 1e-12);
    }
  });

  test('W: a single 1, anywhere as likely, in phase', () => {
    for (const qubits of [2, 3, 5, 7]) {
      const found = outcomes(wCircuit(qubits));
      assert.deepEqual(
        [...found.keys()],
        Array.from({ length: qubits }, (_, index) => 2 ** index),
      );
      for (const value of found.values()) assert.ok(Math.abs(value - 1 / qubits) < 1e-12);
    }
    const { state } = averageOver(exactBranches(wCircuit(2)), [0, 1]);
    assert.ok(Math.abs(bellFidelity(state, 'psi+') - 1) < 1e-12);
  });
});
