import assert from 'node:assert/strict';
import test from 'node:test';
import { isPlainUnitary, qubitsOf } from '../../../src/quantum/circuit/operation.ts';
import { bitFlip, Circuit, type Operation } from '../../../src/quantum/index.ts';

const circuit = new Circuit(4)
  .controlled([3], 'swap', [1, 0])
  .measure(2)
  .reset(1)
  .barrier(0, 2)
  .noise(bitFlip(0.1), 3)
  .when(0, 1, (inner) => inner.x(0));

test('the qubits of an operation are its targets, then its controls', () => {
  assert.deepEqual(circuit.operations.map(qubitsOf), [[1, 0, 3], [2], [1], [0, 2], [3], [0]]);
});

test('only gates without conditions are plain', () => {
  const isPlain = (operation: Operation): boolean => isPlainUnitary(operation);
  assert.deepEqual(circuit.operations.map(isPlain), [true, false, false, false, false, false]);
});
