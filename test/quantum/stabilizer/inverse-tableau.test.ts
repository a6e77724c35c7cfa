import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Circuit, InverseTableau, StateVector, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { asClifford } from '../../../src/quantum/stabilizer/clifford-operation.ts';
import { randomCliffordCircuit, seededDraws } from '../random-circuit.ts';

function tableauOf(circuit: Circuit): InverseTableau {
  const tableau = new InverseTableau(circuit.qubits);
  for (const operation of circuit.operations as readonly UnitaryOperation[]) {
    const clifford = asClifford(operation);
    assert.ok(clifford !== undefined);
    tableau.apply(clifford.steps, clifford.qubits);
  }
  return tableau;
}

/** Measures every qubit of both, the state vector following what the tableau saw. */
function assertSameMeasurements(circuit: Circuit, draws: ReturnType<typeof seededDraws>, what: string): void {
  const tableau = tableauOf(circuit);
  const state = new StateVector(circuit.qubits);
  state.apply(circuit.operations as readonly UnitaryOperation[]);
  for (let round = 0; round < 2; round++) {
    for (let qubit = 0; qubit < circuit.qubits; qubit++) {
      const one = state.probabilityOfOne(qubit);
      const isCertain = tableau.isCertain(qubit);
      const outcome = tableau.measure(qubit, draws);
      assert.ok(Math.abs(one - (isCertain ? outcome : 0.5)) < 1e-9, `${what}: qubit ${qubit} is 1 by ${one}`);
      state.project(qubit, outcome, outcome === 1 ? one : 1 - one);
    }
    // What was measured does not commute with this: the second round depends on every sign that the first one left.
    const more = randomCliffordCircuit(circuit.qubits, 6, draws).operations as readonly UnitaryOperation[];
    state.apply(more);
    for (const { steps, qubits } of more.flatMap((operation) => asClifford(operation) ?? []))
      tableau.apply(steps, qubits);
  }
}

describe('the tableau', () => {
  test('agrees with the state vector on random Clifford circuits (10,000 of 1 to 6 qubits, seed 71)', () => {
    const draws = seededDraws(71);
    for (let run = 0; run < 10_000; run++) {
      const circuit = randomCliffordCircuit(1 + draws.below(6), 12, draws);
      assertSameMeasurements(circuit, draws, `circuit ${run}`);
    }
  });

  test('agrees with the state vector across the words of a row (12 qubits and padding, seed 72)', () => {
    const draws = seededDraws(72);
    for (let run = 0; run < 20; run++) {
      const small = randomCliffordCircuit(12, 100, draws);
      const spread = Array.from({ length: 12 }, (_, index) => 3 + 8 * index);
      const tableau = tableauOf(new Circuit(100).append(small, spread, spread));
      const state = new StateVector(12);
      state.apply(small.operations as readonly UnitaryOperation[]);
      for (let qubit = 0; qubit < 12; qubit++) {
        const one = state.probabilityOfOne(qubit);
        const outcome = tableau.measure(spread[qubit] ?? 0, draws);
        assert.ok(Math.abs(one - 0.5) < 1e-9 || Math.abs(one - outcome) < 1e-9);
        state.project(qubit, outcome, outcome === 1 ? one : 1 - one);
      }
    }
  });

  test('of a GHZ state of 1,000 qubits gives one random bit a thousand times', () => {
    const circuit = new Circuit(1_000).h(0);
    for (let qubit = 0; qubit < 999; qubit++) circuit.cx(qubit, qubit + 1);
    const draws = seededDraws(73);
    const seen = new Set<number>();
    for (let run = 0; run < 8; run++) {
      const tableau = tableauOf(circuit);
      const first = tableau.measure(500, draws);
      seen.add(first);
      for (let qubit = 0; qubit < 1_000; qubit++) {
        assert.ok(tableau.isCertain(qubit));
        assert.equal(tableau.measure(qubit, draws), first);
      }
    }
    assert.equal(seen.size, 2);
  });

  test('resets a qubit to 0, and starts again from all zeros', () => {
    const draws = seededDraws(74);
    const tableau = tableauOf(new Circuit(2).h(0).cx(0, 1));
    tableau.reset(0, draws);
    assert.ok(tableau.isCertain(0) && tableau.measure(0, draws) === 0);
    assert.ok(tableau.isCertain(1), 'its partner was measured with it');
    const copy = new InverseTableau(2);
    copy.copyFrom(tableau);
    assert.equal(copy.measure(1, draws), tableau.measure(1, draws));
    tableau.clear();
    assert.equal(tableau.measure(1, draws), 0);
  });
});
