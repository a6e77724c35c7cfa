import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  adjoint,
  type ComplexMatrix,
  identityMatrix,
  matrixDistance,
  matrixProduct,
  scaledMatrix,
  tensorProduct,
  unitarityError,
} from '../../../src/quantum/complex-matrix.ts';
import type { CliffordStep } from '../../../src/quantum/gates/clifford-steps.ts';
import { fixedMatrices } from '../../../src/quantum/gates/gate-matrices.ts';
import { type GateEntry, gateTable } from '../../../src/quantum/gates/gate-table.ts';

const QUARTER = Math.PI / 2;
const entries = Object.entries(gateTable);

/** Some angles for each parameter: multiples of a quarter turn if `quarters`. */
function angleSets(entry: GateEntry, quarters: boolean): readonly (readonly number[])[] {
  return Array.from({ length: entry.parameters.length === 0 ? 1 : 12 }, (_, index) =>
    entry.parameters.map((_name, place) =>
      quarters ? QUARTER * (((index * (place + 3)) % 9) - 4) : 0.3 + index * (place + 0.7),
    ),
  );
}

/** The matrix of a step on one or two qubits. */
function stepMatrix(step: CliffordStep, targets: number): ComplexMatrix {
  if (step[0] === 'cx') {
    const [control, target] = [step[1], step[2]];
    const swap = new Float64Array(32);
    for (let from = 0; from < 4; from++) swap[2 * ((from ^ (((from >> control) & 1) << target)) * 4 + from)] = 1;
    return { size: 4, entries: swap };
  }
  const gate = fixedMatrices[step[0]];
  if (targets === 1) return gate;
  const one = identityMatrix(2);
  return step[1] === 0 ? tensorProduct(one, gate) : tensorProduct(gate, one);
}

/** Whether two unitary matrices are the same but for a global phase. */
function sameButForPhase(left: ComplexMatrix, right: ComplexMatrix): boolean {
  const { entries: product, size } = matrixProduct(adjoint(left), right);
  const [re = 0, im = 0] = product;
  return matrixDistance({ size, entries: product }, scaledMatrix(identityMatrix(size), re, im)) < 1e-9;
}

describe('the table of gates', () => {
  for (const [name, entry] of entries) {
    test(`${name}: its matrix is unitary and of the size of its targets, its inverse undoes it`, () => {
      for (const angles of angleSets(entry, false)) {
        const matrix = entry.matrix(...angles);
        assert.equal(matrix.size, 2 ** entry.targets);
        assert.ok(unitarityError(matrix) < 1e-12);
        const { gate, parameters } = entry.inverse(...angles);
        const undone = matrixProduct(gateTable[gate].matrix(...parameters), matrix);
        assert.ok(matrixDistance(undone, identityMatrix(matrix.size)) < 1e-12);
      }
    });
  }

  for (const [name, entry] of entries.filter(([gate]) => gate !== 'gphase')) {
    test(`${name}: its Clifford steps do what its matrix does`, () => {
      let found = 0;
      for (const angles of angleSets(entry, true)) {
        const steps = entry.clifford(...angles);
        if (steps === undefined) continue;
        found += 1;
        const product = steps.reduce(
          (before, step) => matrixProduct(stepMatrix(step, entry.targets), before),
          identityMatrix(2 ** entry.targets),
        );
        assert.ok(sameButForPhase(product, entry.matrix(...angles)), angles.join(', '));
      }
      assert.equal(found > 0, !['t', 'tdg'].includes(name));
    });
  }

  test('rotations by other angles are no Clifford gates', () => {
    for (const name of ['p', 'rx', 'ry', 'rz', 'rxx', 'ryy', 'rzz'] as const) {
      assert.equal(gateTable[name].clifford(0.3), undefined);
      assert.equal(gateTable[name].clifford(QUARTER + 1e-9), undefined);
    }
    assert.equal(gateTable.u.clifford(QUARTER, 0.1, 0), undefined);
  });
});
