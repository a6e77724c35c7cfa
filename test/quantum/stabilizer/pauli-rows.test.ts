import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type ComplexMatrix,
  matrixDistance,
  matrixProduct,
  scaledMatrix,
} from '../../../src/quantum/complex-matrix.ts';
import { pauliMatrix } from '../../../src/quantum/noise/noise-channel.ts';
import { PauliRows } from '../../../src/quantum/stabilizer/pauli-rows.ts';
import { seededDraws } from '../random-circuit.ts';

const PAULIS = [0, 1, 2, 3] as const;

/** Puts a Pauli operator of two qubits, by its number in base 4, into a row. */
function setPauli(rows: PauliRows, row: number, number: number, qubits: readonly number[]): void {
  for (const [place, qubit] of qubits.entries()) {
    const digit = Math.floor(number / 4 ** place) % 4;
    if (digit === 1 || digit === 2) rows.setX(row, qubit);
    if (digit === 2 || digit === 3) rows.setZ(row, qubit);
  }
}

describe('rows of Pauli operators', () => {
  test('multiply as their matrices do, sign included (all pairs on two qubits, across a word)', () => {
    let commuting = 0;
    for (let left = 0; left < 16; left++) {
      for (let right = 0; right < 16; right++) {
        const product = matrixProduct(pauliMatrix(left, 2), pauliMatrix(right, 2));
        // Rows are Hermitian: a product with a factor i is made so by three more.
        const turns = [0, 3].find((power) => isHermitian(turned(product, power))) ?? 0;
        const rows = new PauliRows(2, 40);
        setPauli(rows, 0, left, [31, 32]);
        setPauli(rows, 1, right, [31, 32]);
        rows.multiply(0, 1, turns);
        const expected = turned(product, turns);
        const positive = PAULIS.flatMap((low) => PAULIS.map((high) => pauliMatrix(low + 4 * high, 2)));
        const isPositive = positive.some((pauli) => matrixDistance(pauli, expected) < 1e-12);
        assert.equal(rows.sign(0), isPositive ? 0 : 1, `${left} times ${right}`);
        commuting += turns === 0 ? 1 : 0;
      }
    }
    assert.equal(commuting, 136, 'of 256 pairs');
  });

  test('know the first qubit with an X', () => {
    const rows = new PauliRows(3, 100);
    rows.setZ(0, 5);
    assert.equal(rows.firstX(0), -1);
    for (const qubit of [99, 64, 63, 31, 0]) {
      rows.setX(0, qubit);
      assert.equal(rows.firstX(0), qubit);
      assert.equal(rows.firstX(1), -1);
    }
  });

  test('collapse to Zs, whatever they were (seed 75)', () => {
    const draws = seededDraws(75);
    for (let run = 0; run < 300; run++) {
      const rows = new PauliRows(1, 70);
      for (let qubit = 0; qubit < 70; qubit++) setPauli(rows, 0, draws.below(4), [qubit]);
      const pivot = rows.firstX(0);
      if (pivot === -1) continue;
      rows.collapse(0, pivot);
      assert.equal(rows.firstX(0), -1);
      const sign = rows.sign(0);
      rows.flipSignsOfZ(pivot);
      assert.notEqual(rows.sign(0), sign, 'there is a Z at the pivot');
    }
  });
});

function turned(matrix: ComplexMatrix, power: number): ComplexMatrix {
  return power === 0 ? matrix : scaledMatrix(matrix, 0, -1);
}

function isHermitian(matrix: ComplexMatrix): boolean {
  return matrixDistance(matrixProduct(matrix, matrix), pauliMatrix(0, 2)) < 1e-12;
}
