import assert from 'node:assert/strict';
import test from 'node:test';
import { StateVector, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { complexNumbers, denseState, distance } from '../dense-twin.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

test('the kernel agrees with the slow twin on random circuits (1,000 of up to 6 qubits, seed 12)', () => {
  const draws = seededDraws(12);
  for (let run = 0; run < 1_000; run++) {
    const qubits = 1 + draws.below(6);
    const circuit = randomCircuit(qubits, 15, draws, 3);
    const operations = circuit.operations as readonly UnitaryOperation[];
    const state = new StateVector(qubits, 'plain');
    state.apply(operations);
    assert.ok(distance(complexNumbers(state.amplitudes), denseState(qubits, operations)) < 1e-12, `run ${run}`);
  }
});

test('blocks that are gathered agree with gates applied one by one (15 qubits, seed 13)', () => {
  const draws = seededDraws(13);
  const operations = randomCircuit(15, 40, draws).operations as readonly UnitaryOperation[];
  const [whole, single] = [new StateVector(15, 'plain'), new StateVector(15, 'plain')];
  whole.apply(operations);
  for (const operation of operations) single.apply([operation]);
  assert.ok(distance(complexNumbers(whole.amplitudes), complexNumbers(single.amplitudes)) < 1e-12);
});
