import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Circuit, drawCircuit, teleportationCircuit } from '../../../src/quantum/index.ts';

describe('drawings as text', () => {
  test('show boxes, controls and what connects them', () => {
    const circuit = new Circuit(3)
      .h(0)
      .gate('ccx', [0, 2, 1])
      .controlled([{ qubit: 1, value: 0 }], 'swap', [0, 2]);
    assert.deepEqual(drawCircuit(circuit.barrier().measure(0)), [
      'q0 ──[H]──●──×──░──[M c0]─',
      '          │  │',
      'q1 ───────⊕──○──░─────────',
      '          │  │',
      'q2 ───────●──×──░─────────',
    ]);
  });

  test('show wires that are only crossed', () => {
    assert.deepEqual(drawCircuit(new Circuit(3).cx(0, 2)), ['q0 ──●─', '     │', 'q1 ──┼─', '     │', 'q2 ──⊕─']);
  });

  test('break into systems that fit, losing nothing', () => {
    const circuit = new Circuit(2);
    for (let index = 0; index < 30; index++) circuit.h(0).cx(0, 1);
    const lines = drawCircuit(circuit, 40);
    assert.ok(lines.length > 3 && lines.every((line) => line.length <= 40));
    assert.equal(lines.join('').split('[H]').length - 1, 30);
    assert.equal(lines.join('').split('⊕').length - 1, 30);
    assert.ok(drawCircuit(circuit, 1).length > 30, 'a column is never broken');
  });

  test('line up in every protocol', () => {
    const lines = drawCircuit(teleportationCircuit((circuit, qubit) => circuit.h(qubit)));
    const wires = lines.filter((_, index) => index % 2 === 0);
    assert.equal(new Set(wires.map((line) => line.length)).size, 1);
    assert.ok(lines.join('').includes('[X if c1=1]'));
  });

  test('number many wires alike', () => {
    const lines = drawCircuit(new Circuit(11).h(10));
    assert.deepEqual([lines[0], lines[20]], ['q0  ──────', 'q10 ──[H]─']);
  });
});
