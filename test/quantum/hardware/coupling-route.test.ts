import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type CouplingMap, routedCircuit } from '../../../src/quantum/hardware/coupling-route.ts';
import { Circuit } from '../../../src/quantum/index.ts';

const LINE: CouplingMap = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 4],
];

function pairs(circuit: Circuit): string[] {
  return circuit.operations.flatMap((operation) =>
    operation.kind === 'gate' && operation.controls.length > 0
      ? [`${operation.controls[0]?.qubit}>${operation.targets[0]}`]
      : [],
  );
}

describe('routing', () => {
  test('leaves gates between coupled qubits as they are', () => {
    assert.deepEqual(pairs(routedCircuit(new Circuit(3).cx(0, 1).cx(2, 1), LINE, 5, 'm')), ['0>1', '2>1']);
  });

  test('swaps along the shortest way, and remembers where qubits went', () => {
    const routed = routedCircuit(new Circuit(4, 1).cx(0, 3).h(0).measure(1, 0), LINE, 5, 'm');
    assert.deepEqual(pairs(routed), ['0>1', '1>0', '0>1', '1>2', '2>1', '1>2', '2>3']);
    const [h, measure] = routed.operations.slice(-2);
    assert.deepEqual([h?.kind === 'gate' ? h.targets : [], measure?.kind === 'measure' ? measure.qubit : -1], [[2], 0]);
  });

  test('swaps whatever the bits are, since qubits stay where they went', () => {
    const routed = routedCircuit(
      new Circuit(3, 1).when(0, 1, (inner) => inner.cx(0, 2)),
      LINE.slice(0, 2),
      3,
      'm',
    );
    assert.deepEqual(
      routed.operations.map(({ when }) => when !== undefined),
      [false, false, false, true],
    );
  });

  test('finds no way where there is none, and no room where it is small', () => {
    assert.throws(() => routedCircuit(new Circuit(3).cx(0, 2), [[0, 1]], 3, 'm'), /which nothing couples/u);
    assert.throws(() => routedCircuit(new Circuit(6).h(0), LINE, 5, 'm'), /6 qubits; it has 5/u);
  });
});
