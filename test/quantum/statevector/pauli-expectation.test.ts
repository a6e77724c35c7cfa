import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QForgeError } from '../../../src/base/index.ts';
import { Circuit, pauliExpectation, StateVector, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { type Complex, denseState } from '../dense-twin.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

function stateOf(operations: readonly UnitaryOperation[], qubits: number): StateVector {
  const state = new StateVector(qubits);
  state.apply(operations);
  return state;
}

/** The mean from its definition: apply the operators as gates, then take the inner product. */
function slowMean(operations: readonly UnitaryOperation[], text: string): number {
  const circuit = new Circuit(text.length);
  for (const operation of operations) circuit.add(operation);
  for (const [place, letter] of text.split('').entries())
    circuit.gate(letter === 'I' ? 'id' : letter, [text.length - 1 - place]);
  const before = denseState(text.length, operations);
  const after = denseState(text.length, circuit.operations as readonly UnitaryOperation[]);
  return before.reduce((sum, [re, im], index) => {
    const [otherRe, otherIm]: Complex = after[index] ?? [0, 0];
    return sum + re * otherRe + im * otherIm;
  }, 0);
}

describe('the mean of a product of Pauli operators', () => {
  test('is what it is for a Bell pair: XX 1, YY -1, ZZ 1, the rest 0', () => {
    const state = stateOf(new Circuit(2).h(0).cx(0, 1).operations as readonly UnitaryOperation[], 2);
    const expected = new Map([
      ['II', 1],
      ['XX', 1],
      ['YY', -1],
      ['ZZ', 1],
    ]);
    for (const first of 'IXYZ') {
      for (const second of 'IXYZ') {
        const mean = pauliExpectation(state, first + second);
        assert.ok(Math.abs(mean - (expected.get(first + second) ?? 0)) < 1e-12, first + second);
      }
    }
  });

  test('reads its last letter as qubit 0', () => {
    const state = stateOf(new Circuit(2).x(0).operations as readonly UnitaryOperation[], 2);
    assert.equal(pauliExpectation(state, 'IZ'), -1);
    assert.equal(pauliExpectation(state, 'ZI'), 1);
  });

  test('agrees with its definition on random states (200, seed 41)', () => {
    const draws = seededDraws(41);
    for (let run = 0; run < 200; run++) {
      const operations = randomCircuit(4, 20, draws).operations as readonly UnitaryOperation[];
      const text = Array.from({ length: 4 }, () => 'IXYZ'[draws.below(4)]).join('');
      assert.ok(Math.abs(pauliExpectation(stateOf(operations, 4), text) - slowMean(operations, text)) < 1e-12, text);
    }
  });

  test('refuses other letters and lengths', () => {
    for (const text of ['Z', 'ZZZ', 'ZA', 'zz', '']) {
      assert.throws(
        () => pauliExpectation(new StateVector(2), text),
        (error) => error instanceof QForgeError && error.code === 'ARGUMENT_INVALID',
      );
    }
  });
});
