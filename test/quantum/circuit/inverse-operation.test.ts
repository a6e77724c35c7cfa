import assert from 'node:assert/strict';
import test from 'node:test';
import { ryMatrix } from '../../../src/quantum/gates/gate-matrices.ts';
import { Circuit, inverseOperation, type UnitaryOperation } from '../../../src/quantum/index.ts';
import { denseState, distance } from '../dense-twin.ts';
import { randomCircuit, seededDraws } from '../random-circuit.ts';

test('a circuit and its inverse, backwards, do nothing (300 random ones, seed 521)', () => {
  const draws = seededDraws(521);
  for (let run = 0; run < 300; run++) {
    const there = randomCircuit(4, 15, draws).matrix('m', ryMatrix(0.4), [2], [0])
      .operations as readonly UnitaryOperation[];
    const back = there.map(inverseOperation).toReversed();
    const nothing = denseState(4, []);
    assert.ok(distance(denseState(4, [...there, ...back]), nothing) < 1e-12);
  }
});

test('a matrix gets a name that says so', () => {
  const [operation] = new Circuit(1).matrix('m', ryMatrix(0.4), [0]).operations;
  const inverse = inverseOperation(operation as UnitaryOperation);
  assert.equal(inverse.kind === 'matrix' ? inverse.label : '', 'm†');
});
