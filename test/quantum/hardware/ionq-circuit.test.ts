import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ionqInput } from '../../../src/quantum/hardware/ionq-circuit.ts';
import { Circuit } from '../../../src/quantum/index.ts';

describe('a circuit for IonQ', () => {
  test('is a list of gates by their names, measured at the end', () => {
    const circuit = new Circuit(3, 2)
      .h(0)
      .cx(0, 1)
      .gate('sdg', [2])
      .rx(0.5, 1)
      .gate('gphase', [], [1])
      .measure(2, 0)
      .measure(0, 1);
    const { input, sources } = ionqInput(circuit, 'IonQ');
    assert.deepEqual(input, {
      qubits: 3,
      gateset: 'qis',
      circuit: [
        { gate: 'h', target: 0 },
        { gate: 'cnot', control: 0, target: 1 },
        { gate: 'si', target: 2 },
        { gate: 'rx', target: 1, rotation: 0.5 },
      ],
    });
    assert.deepEqual([...sources], [2, 0]);
  });

  test('has turns about Z and Y for u, and about Z for phases', () => {
    const { input } = ionqInput(new Circuit(1).gate('u', [0], [1, 2, 3]).gate('p', [0], [4]).measureAll(), 'IonQ');
    assert.deepEqual(
      input.circuit.map(({ gate, rotation }) => [gate, rotation]),
      [
        ['rz', 3],
        ['ry', 1],
        ['rz', 2],
        ['rz', 4],
      ],
    );
  });

  test('has no measurement on the way', () => {
    assert.throws(() => ionqInput(new Circuit(1).measure(0).h(0), 'IonQ'), /measurements on the way/u);
  });
});
