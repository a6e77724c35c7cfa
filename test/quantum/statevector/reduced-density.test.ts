import assert from 'node:assert/strict';
import test from 'node:test';
import { Circuit, StateVector, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { reducedDensity } from '../../../src/quantum/statevector/reduced-density.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

function stateOf(circuit: Circuit): StateVector {
  const state = new StateVector(circuit.qubits);
  state.apply(circuit.operations as readonly UnitaryOperation[]);
  return state;
}

test('half of a Bell pair is maximally mixed', () => {
  const { entries } = reducedDensity(stateOf(new Circuit(2).h(0).cx(0, 1)), [1]);
  for (const [index, value] of [0.5, 0, 0, 0, 0, 0, 0.5, 0].entries()) {
    assert.ok(Math.abs((entries[index] ?? 1) - value) < 1e-15);
  }
});

test('all qubits of a state give its projector, in the order in which they are named', () => {
  const { entries } = reducedDensity(stateOf(new Circuit(2).x(0)), [1, 0]);
  assert.equal(entries[2 * (4 * 2 + 2)], 1, 'qubit 0 is the second bit here');
});

test('the diagonal is the marginal probability, the trace 1 (seed 51)', () => {
  const draws = seededDraws(51);
  for (let run = 0; run < 30; run++) {
    const state = stateOf(randomCircuit(5, 30, draws));
    const { entries } = reducedDensity(state, [3, 1]);
    const diagonal = [0, 1, 2, 3].map((row) => entries[2 * 5 * row] ?? 0);
    assert.ok(Math.abs(diagonal.reduce((sum, value) => sum + value, 0) - 1) < 1e-12);
    assert.ok(Math.abs((diagonal[1] ?? 0) + (diagonal[3] ?? 0) - state.probabilityOfOne(3)) < 1e-12);
    assert.ok(Math.abs((diagonal[2] ?? 0) + (diagonal[3] ?? 0) - state.probabilityOfOne(1)) < 1e-12);
  }
});
