import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import { Circuit, StateVector, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { chiSquareP } from '../chi-square.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

const SIGNIFICANCE = 1e-6;

function stateOf(circuit: Circuit): StateVector {
  const state = new StateVector(circuit.qubits);
  state.apply(circuit.operations as readonly UnitaryOperation[]);
  return state;
}

describe('a state vector', () => {
  test('begins as all zeros', () => {
    const state = new StateVector(3);
    assert.deepEqual([...state.amplitudes], [1, ...Array.from({ length: 15 }, () => 0)]);
    assert.equal(state.norm(), 1);
  });

  test('too large is refused before anything is allocated, with the memory that it would take', () => {
    for (const [qubits, memory] of [
      [27, '2 GiB'],
      [40, '16 TiB'],
      [1000, '2^1004 bytes'],
    ] as const) {
      assert.throws(
        () => new StateVector(qubits),
        (error) => error instanceof QForgeError && error.code === 'QUANTUM_TOO_LARGE' && error.message.includes(memory),
      );
    }
  });

  test('keeps its norm to 1e-12 over 10,000 gates (seed 21)', () => {
    const state = stateOf(randomCircuit(8, 10_000, seededDraws(21)));
    assert.ok(Math.abs(state.norm() - 1) < 1e-12, `${state.norm() - 1}`);
  });

  test('knows the probability of each qubit', () => {
    const state = stateOf(new Circuit(3).ry(2 * Math.asin(Math.sqrt(0.3)), 1).x(2));
    assert.ok(Math.abs(state.probabilityOfOne(0)) < 1e-15);
    assert.ok(Math.abs(state.probabilityOfOne(1) - 0.3) < 1e-15);
    assert.ok(Math.abs(state.probabilityOfOne(2) - 1) < 1e-15);
  });

  test('marginal probabilities agree with the sum over basis states (seed 22)', () => {
    const state = stateOf(randomCircuit(6, 60, seededDraws(22)));
    const all = state.probabilities();
    for (let qubit = 0; qubit < 6; qubit++) {
      const sum = all.reduce((total, value, index) => total + (((index >> qubit) & 1) === 1 ? value : 0), 0);
      assert.ok(Math.abs(state.probabilityOfOne(qubit) - sum) < 1e-12);
    }
  });

  test('is measured by the Born rule (seed 23)', () => {
    const draws = seededDraws(23);
    const start = stateOf(randomCircuit(3, 30, draws));
    const state = new StateVector(3);
    const counts = Array.from({ length: 8 }, () => 0);
    for (let shot = 0; shot < 20_000; shot++) {
      state.copyFrom(start);
      const index = [0, 1, 2].reduce((sum, qubit) => sum + state.measure(qubit, draws) * 2 ** qubit, 0);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    const p = chiSquareP(
      counts,
      Array.from(start.probabilities(), (value) => 20_000 * value),
    );
    assert.ok(p > SIGNIFICANCE, `p = ${p}`);
  });

  test('collapses: the same measurement again gives the same, and the state is normalised', () => {
    const draws = seededDraws(24);
    for (let run = 0; run < 50; run++) {
      const state = stateOf(randomCircuit(4, 20, draws));
      const outcome = state.measure(2, draws);
      assert.ok(Math.abs(state.norm() - 1) < 1e-12);
      assert.ok(Math.abs(state.probabilityOfOne(2) - outcome) < 1e-12);
      assert.equal(state.measure(2, draws), outcome);
    }
  });

  test('a reset qubit is 0, and its partner in a Bell pair is left as it was measured', () => {
    const draws = seededDraws(25);
    for (let run = 0; run < 20; run++) {
      const state = stateOf(new Circuit(2).h(0).cx(0, 1));
      state.reset(0, draws);
      assert.ok(Math.abs(state.probabilityOfOne(0)) < 1e-15);
      assert.ok([0, 1].some((value) => Math.abs(state.probabilityOfOne(1) - value) < 1e-12));
    }
  });

  test('fidelity is 1 with itself, 0 with its opposite, a half in between', () => {
    const [zero, one, plus] = [stateOf(new Circuit(1)), stateOf(new Circuit(1).x(0)), stateOf(new Circuit(1).h(0))];
    assert.equal(zero.fidelity(zero), 1);
    assert.equal(zero.fidelity(one), 0);
    assert.ok(Math.abs(zero.fidelity(plus) - 0.5) < 1e-15);
    plus.clear();
    assert.equal(zero.fidelity(plus), 1);
  });

  test('a large one works at its last qubit', () => {
    const state = stateOf(new Circuit(21).h(20).cx(20, 0));
    assert.ok(Math.abs(state.probabilityOfOne(0) - 0.5) < 1e-12);
    assert.ok(Math.abs((state.amplitudes[2 * (2 ** 20 + 1)] ?? 0) - Math.SQRT1_2) < 1e-15);
  });
});
