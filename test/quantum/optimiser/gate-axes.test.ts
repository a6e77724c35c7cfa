import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Circuit, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { gateAxes, surelyCommute } from '../../../src/quantum/optimiser/gate-axes.ts';
import { denseUnitary, distance } from '../dense-twin.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

const only = (circuit: Circuit): UnitaryOperation => circuit.operations[0] as UnitaryOperation;

/** How far two gates are from commuting, by their matrices. */
function commutator(one: UnitaryOperation, other: UnitaryOperation): number {
  const [there, back] = [denseUnitary(3, [one, other]), denseUnitary(3, [other, one])];
  return Math.max(...there.map((column, index) => distance(column, back[index] ?? [])));
}

describe('axes of gates', () => {
  test('are Z at controls, and the axis of the gate at targets', () => {
    assert.deepEqual(
      [...gateAxes(only(new Circuit(3).gate('ccx', [0, 2, 1])))],
      [
        [1, 'X'],
        [0, 'Z'],
        [2, 'Z'],
      ],
    );
    assert.deepEqual([...gateAxes(only(new Circuit(3).h(1)))], [[1, undefined]]);
  });

  test('what surely commutes does commute (3,000 random pairs, seed 601)', () => {
    const draws = seededDraws(601);
    let found = 0;
    for (let run = 0; run < 3_000; run++) {
      const [one, other] = randomCircuit(3, 2, draws).operations as readonly UnitaryOperation[];
      if (one === undefined || other === undefined || !surelyCommute(one, other)) continue;
      found += 1;
      assert.ok(commutator(one, other) < 1e-12, JSON.stringify([one, other]));
    }
    assert.ok(found > 300, `${found} pairs`);
  });

  test('the rules that are wanted are known: diagonal past control, X past target', () => {
    const cx = only(new Circuit(2).cx(0, 1));
    for (const gate of [new Circuit(2).rz(1, 0), new Circuit(2).rx(1, 1), new Circuit(2).gate('t', [0])]) {
      assert.ok(surelyCommute(cx, only(gate)));
    }
    for (const gate of [
      new Circuit(2).rx(1, 0),
      new Circuit(2).rz(1, 1),
      new Circuit(2).h(0),
      new Circuit(2).cx(1, 0),
    ]) {
      assert.ok(!surelyCommute(cx, only(gate)));
    }
  });
});
