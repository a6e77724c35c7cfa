import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Circuit, type GateName, type GateOperation, gateTable } from '../../../src/quantum/index.ts';
import { isIdle, mergedGate } from '../../../src/quantum/optimiser/gate-merge.ts';
import { denseUnitary, distance } from '../dense-twin.ts';
import { seededDraws } from '../random-circuit.ts';

function gates(circuit: Circuit): readonly GateOperation[] {
  return circuit.operations as readonly GateOperation[];
}

function merged(circuit: Circuit): string | undefined {
  const [first, second] = gates(circuit);
  const result = first === undefined || second === undefined ? undefined : mergedGate(first, second);
  if (result === undefined || result === 'nothing') return result;
  return `${result.gate}(${result.parameters.map((angle) => angle.toFixed(3)).join()})`;
}

describe('two gates as one', () => {
  test('inverses vanish', () => {
    for (const name of ['h', 'x', 'y', 'z', 'swap'] as const) {
      const qubits = name === 'swap' ? [0, 1] : [0];
      assert.equal(merged(new Circuit(2).gate(name, qubits).gate(name, qubits.toReversed())), 'nothing');
    }
    assert.equal(merged(new Circuit(2).gate('sx', [0]).gate('sxdg', [0])), 'nothing');
    assert.equal(merged(new Circuit(3).gate('ccx', [0, 1, 2]).gate('ccx', [1, 0, 2])), 'nothing');
    assert.equal(merged(new Circuit(2).gate('u', [0], [1, 2, 3]).gate('u', [0], [-1, -3, -2])), 'nothing');
  });

  test('phases and rotations add up', () => {
    assert.equal(merged(new Circuit(1).gate('t', [0]).gate('t', [0])), 's()');
    assert.equal(merged(new Circuit(1).gate('s', [0]).gate('s', [0])), 'z()');
    assert.equal(merged(new Circuit(1).gate('z', [0]).gate('t', [0])), 'p(-2.356)');
    assert.equal(merged(new Circuit(1).rx(0.5, 0).rx(0.25, 0)), 'rx(0.750)');
    assert.equal(merged(new Circuit(2).gate('rzz', [0, 1], [0.5]).gate('rzz', [1, 0], [-0.5])), 'nothing');
    assert.equal(merged(new Circuit(2).gate('crz', [0, 1], [3 * Math.PI]).gate('crz', [0, 1], [Math.PI])), 'nothing');
    assert.equal(merged(new Circuit(1).rz(Math.PI, 0).rz(Math.PI, 0)), 'rz(-6.283)', 'a phase of -1 is kept');
  });

  test('others stay two', () => {
    for (const circuit of [
      new Circuit(2).h(0).x(0),
      new Circuit(2).cx(0, 1).cx(1, 0),
      new Circuit(2).x(0).x(1),
      new Circuit(2).cx(0, 1).x(1),
      new Circuit(2).controlled([{ qubit: 0, value: 0 }], 'x', [1]).cx(0, 1),
      new Circuit(2).rx(1, 0).ry(1, 0),
    ]) {
      assert.equal(merged(circuit), undefined);
    }
  });

  test('are what the two were, by their matrices (every pair of gates, seed 611)', () => {
    const draws = seededDraws(611);
    const names = Object.keys(gateTable) as GateName[];
    let found = 0;
    for (const one of names) {
      for (const other of names) {
        if (gateTable[one].targets !== gateTable[other].targets) continue;
        const angles = (name: GateName): number[] => gateTable[name].parameters.map(() => draws.uniform() * 9 - 4.5);
        const targets = [1, 0].slice(0, gateTable[one].targets);
        const circuit = new Circuit(3)
          .controlled([2], one, targets, angles(one))
          .controlled([2], other, targets, angles(other));
        const [first, second] = gates(circuit);
        const result = first === undefined || second === undefined ? undefined : mergedGate(first, second);
        if (result === undefined || circuit.operations.length !== 2) continue;
        found += 1;
        const [before, after] = [
          denseUnitary(3, gates(circuit)),
          denseUnitary(3, result === 'nothing' ? [] : [result]),
        ];
        for (const [column, entries] of before.entries()) {
          assert.ok(distance(entries, after[column] ?? []) < 1e-11, `${one}, ${other}`);
        }
      }
    }
    assert.ok(found > 40, `${found} pairs`);
  });

  test('some do nothing by themselves', () => {
    const idle = [new Circuit(1).gate('id', [0]), new Circuit(1).rz(0, 0), new Circuit(1).rx(4 * Math.PI, 0)];
    for (const circuit of idle) assert.ok(isIdle(gates(circuit)[0] as GateOperation));
    for (const circuit of [new Circuit(1).rz(2 * Math.PI, 0), new Circuit(1).x(0)])
      assert.ok(!isIdle(gates(circuit)[0] as GateOperation));
  });
});
