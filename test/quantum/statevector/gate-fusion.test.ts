import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Circuit, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { fusedOperations } from '../../../src/quantum/statevector/gate-fusion.ts';
import { asLinear } from '../../../src/quantum/statevector/linear-operation.ts';
import { denseUnitary, distance } from '../dense-twin.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

function fused(circuit: Circuit): readonly UnitaryOperation[] {
  const operations = circuit.operations.map((operation) => asLinear(operation as UnitaryOperation));
  return fusedOperations(operations).map((operation) => ({ kind: 'matrix', label: '', ...operation }));
}

describe('fusion', () => {
  test('makes one matrix of one-qubit gates that follow each other', () => {
    assert.equal(fused(new Circuit(2).h(0).rx(1, 0).h(1).rz(2, 0).gate('t', [1])).length, 2);
    assert.equal(fused(new Circuit(2).h(0).h(1).cx(0, 1).h(0).h(1)).length, 5);
  });

  test('moves diagonal gates past controls only', () => {
    assert.equal(fused(new Circuit(2).rz(1, 0).cx(0, 1).rz(2, 0)).length, 2);
    assert.equal(fused(new Circuit(2).rz(1, 1).cx(0, 1).rz(2, 1)).length, 3);
    assert.equal(fused(new Circuit(2).h(0).cx(0, 1).rz(2, 0)).length, 3);
  });

  test('changes no circuit (100 random ones, seed 11)', () => {
    const draws = seededDraws(11);
    for (let run = 0; run < 100; run++) {
      const circuit = randomCircuit(4, 20, draws);
      const plain = denseUnitary(4, circuit.operations as readonly UnitaryOperation[]);
      const other = denseUnitary(4, fused(circuit));
      for (const [column, entries] of plain.entries()) assert.ok(distance(entries, other[column] ?? []) < 1e-12);
    }
  });
});
