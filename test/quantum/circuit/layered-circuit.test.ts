import assert from 'node:assert/strict';
import test from 'node:test';
import { familyGates } from '../../../bench/simulator-circuit.ts';
import { Circuit } from '../../../src/quantum/circuit/circuit.ts';
import { layeredCircuit } from '../../../src/quantum/circuit/layered-circuit.ts';

test('a layer has three gates on every qubit and a ladder between neighbours', () => {
  for (const [qubits, layers] of [
    [1, 1],
    [2, 3],
    [20, 10],
  ] as const) {
    assert.equal(layeredCircuit(qubits, layers).operations.length, layers * (4 * qubits - 1));
  }
});

test('it is the circuit that other simulators are given', () => {
  const same = new Circuit(5, 0);
  for (const gate of familyGates(5, 3)) {
    if (gate.name === 'cx') same.cx(gate.control, gate.target);
    else same.gate(gate.name, [gate.qubit], gate.name === 'h' ? [] : [gate.angle]);
  }
  assert.deepEqual(layeredCircuit(5, 3).operations, same.operations);
});
