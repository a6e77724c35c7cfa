import assert from 'node:assert/strict';
import test from 'node:test';
import { Circuit, realMatrix, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { asLinear } from '../../../src/quantum/statevector/linear-operation.ts';

test('a gate becomes its matrix on its operands', () => {
  const matrix = realMatrix(2, [0, 1, 1, 0]);
  const circuit = new Circuit(3).controlled([2], 'x', [0]).matrix('m', matrix, [1], [0]);
  const [gate, given] = circuit.operations.map((operation) => asLinear(operation as UnitaryOperation));
  assert.deepEqual(gate, { matrix, targets: [0], controls: [{ qubit: 2, value: 1 }] });
  assert.deepEqual(given, { matrix, targets: [1], controls: [{ qubit: 0, value: 1 }] });
});
