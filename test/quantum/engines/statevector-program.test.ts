import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countShots, runShot } from '../../../src/quantum/engines/shot-program.ts';
import { applyGates, stateVectorProgram } from '../../../src/quantum/engines/statevector-program.ts';
import { Circuit, StateVector } from '../../../src/quantum/index.ts';
import { seededDraws } from '../random-circuit.ts';

describe('a circuit on a state vector', () => {
  test('begins each shot anew', () => {
    const state = new StateVector(2);
    const program = stateVectorProgram(new Circuit(2).x(1).measureAll().x(1), state);
    for (let shot = 0; shot < 3; shot++) assert.deepEqual([...runShot(program, seededDraws(shot))], [0, 1]);
    assert.equal(state.probabilityOfOne(1), 0, 'gates behind the last measurement count too');
  });

  test('obeys conditions on gates, measurements and resets', () => {
    const circuit = new Circuit(3, 3).x(0).measure(0);
    circuit.when(0, 0, (inner) => inner.x(1)).when(0, 1, (inner) => inner.x(2).reset(0).measure(2));
    circuit.when(0, 0, (inner) => inner.reset(2)).barrier();
    const state = new StateVector(3);
    const counts = countShots(stateVectorProgram(circuit, state), 5, seededDraws(1));
    assert.deepEqual([...counts], [['101', 5]]);
    assert.equal(state.probabilities()[0b100], 1);
  });

  test('applies gates alone where measurements come last', () => {
    const state = new StateVector(2);
    applyGates(new Circuit(2).h(0).cx(0, 1).barrier().measureAll(), state);
    assert.ok(Math.abs(state.probabilityOfOne(1) - 0.5) < 1e-15);
  });
});
