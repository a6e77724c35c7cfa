import assert from 'node:assert/strict';
import test from 'node:test';
import { relabelled } from '../../../src/quantum/circuit/relabelled-operation.ts';
import { Circuit, dephasing, type Operation } from '../../../src/quantum/index.ts';

const circuit = new Circuit(3)
  .controlled([2], 'x', [0])
  .measure(1, 0)
  .reset(2)
  .barrier(0, 1)
  .noise(dephasing(0.1), 1)
  .when([0, 2], 3, (inner) => inner.z(1));

test('every number moves to its place in the lists', () => {
  const moved = circuit.operations.map((operation): Operation => relabelled(operation, [5, 6, 7], [9, 8, 4]));
  const [gate, measure, reset, barrier, noise, conditional] = moved;
  assert.ok(gate?.kind === 'gate' && measure?.kind === 'measure' && reset?.kind === 'reset');
  assert.ok(barrier?.kind === 'barrier' && noise?.kind === 'noise' && conditional?.kind === 'gate');
  assert.deepEqual([gate.targets, gate.controls], [[5], [{ qubit: 7, value: 1 }]]);
  assert.deepEqual([measure.qubit, measure.bit, reset.qubit], [6, 9, 7]);
  assert.deepEqual([barrier.qubits, noise.qubits], [[5, 6], [6]]);
  assert.deepEqual([conditional.targets, conditional.when], [[6], [{ bits: [9, 4], value: 3, negated: false }]]);
});

test('without lists nothing moves', () => {
  for (const operation of circuit.operations) assert.deepEqual(relabelled(operation, undefined, undefined), operation);
});
