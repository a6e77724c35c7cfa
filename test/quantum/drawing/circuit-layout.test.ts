import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { circuitLayout } from '../../../src/quantum/drawing/circuit-layout.ts';
import { Circuit } from '../../../src/quantum/index.ts';

const columns = (circuit: Circuit): number[] => circuitLayout(circuit).operations.map(({ column }) => column);

describe('the layout of a drawing', () => {
  test('puts operations as far left as their wires allow', () => {
    assert.deepEqual(columns(new Circuit(3).h(0).h(1).cx(0, 1).h(2).cx(1, 2)), [0, 0, 1, 0, 2]);
  });

  test('keeps the wires between free', () => {
    assert.deepEqual(columns(new Circuit(3).cx(0, 2).h(1)), [0, 1]);
  });

  test('puts what a bit decides behind its measurement', () => {
    const circuit = new Circuit(2, 1)
      .h(0)
      .measure(0)
      .when(0, 1, (inner) => inner.x(1));
    assert.deepEqual(columns(circuit), [0, 1, 2]);
  });

  test('knows the symbols', () => {
    const circuit = new Circuit(3)
      .controlled([{ qubit: 2, value: 0 }, 0], 'x', [1])
      .gate('swap', [0, 2])
      .barrier(0);
    const kinds = circuitLayout(circuit).operations.map(({ cells }) => cells.map(({ kind }) => kind));
    assert.deepEqual(kinds, [['flip', 'open-control', 'control'], ['swap', 'swap'], ['barrier']]);
  });

  test('writes angles short, and what a condition asks', () => {
    const circuit = new Circuit(1, 2)
      .rx(1.23456, 0)
      .rz(Math.PI / 2, 0)
      .gate('sdg', [0]);
    circuit.when([0, 1], 2, (inner) => inner.x(0), { negated: true });
    const texts = circuitLayout(circuit).operations.map(({ cells }) => cells[0]?.text);
    assert.deepEqual(texts, ['RX(1.235)', 'RZ(π/2)', 'S†', 'X if c0c1≠2']);
  });
});
