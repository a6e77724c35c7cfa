import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  adjoint,
  type ComplexMatrix,
  identityMatrix,
  matrixDistance,
  matrixProduct,
  matrixSum,
  scaledMatrix,
  tensorProduct,
} from '../../../src/quantum/complex-matrix.ts';
import {
  fixedMatrices,
  globalPhaseMatrix,
  phaseMatrix,
  rxMatrix,
  rxxMatrix,
  ryMatrix,
  ryyMatrix,
  rzMatrix,
  rzzMatrix,
  uMatrix,
} from '../../../src/quantum/gates/gate-matrices.ts';

const { x, y, z } = fixedMatrices;
const ANGLES = [-7, -Math.PI, -1, 0, 0.3, Math.PI / 2, 2, Math.PI, 5];

/** exp(-i angle P / 2) by its power series: the definition of a rotation. */
function exponential(pauli: ComplexMatrix, angle: number): ComplexMatrix {
  let term = identityMatrix(pauli.size);
  let sum = term;
  for (let power = 1; power < 60; power++) {
    term = scaledMatrix(matrixProduct(term, pauli), 0, -angle / 2 / power);
    sum = matrixSum(sum, term);
  }
  return sum;
}

function assertClose(left: ComplexMatrix, right: ComplexMatrix, what: string): void {
  assert.ok(matrixDistance(left, right) < 1e-12, what);
}

describe('gate matrices', () => {
  test('rotations are exponentials of their axes', () => {
    for (const angle of ANGLES) {
      assertClose(rxMatrix(angle), exponential(x, angle), `rx(${angle})`);
      assertClose(ryMatrix(angle), exponential(y, angle), `ry(${angle})`);
      assertClose(rzMatrix(angle), exponential(z, angle), `rz(${angle})`);
      assertClose(rxxMatrix(angle), exponential(tensorProduct(x, x), angle), `rxx(${angle})`);
      assertClose(ryyMatrix(angle), exponential(tensorProduct(y, y), angle), `ryy(${angle})`);
      assertClose(rzzMatrix(angle), exponential(tensorProduct(z, z), angle), `rzz(${angle})`);
    }
  });

  test('roots are roots', () => {
    const { h, s, sdg, t, tdg, sx, sxdg, swap, iswap, iswapdg } = fixedMatrices;
    const square = (matrix: ComplexMatrix): ComplexMatrix => matrixProduct(matrix, matrix);
    assertClose(square(s), z, 's');
    assertClose(square(t), s, 't');
    assertClose(square(sx), x, 'sx');
    assertClose(square(h), identityMatrix(2), 'h');
    assertClose(square(swap), identityMatrix(4), 'swap');
    for (const [gate, inverse] of [
      [s, sdg],
      [t, tdg],
      [sx, sxdg],
      [iswap, iswapdg],
    ] as const) {
      assertClose(adjoint(gate), inverse, 'inverse');
    }
  });

  test('H exchanges X and Z', () => {
    const { h } = fixedMatrices;
    assertClose(matrixProduct(matrixProduct(h, x), h), z, 'h x h');
  });

  test('u is RZ RY RZ with a real first entry, and the other one-qubit gates are cases of it', () => {
    for (const [theta, phi, lambda] of [
      [1, 2, 3],
      [-0.4, 0.2, 5],
    ] as const) {
      const turns = matrixProduct(matrixProduct(rzMatrix(phi), ryMatrix(theta)), rzMatrix(lambda));
      const half = (phi + lambda) / 2;
      assertClose(uMatrix(theta, phi, lambda), scaledMatrix(turns, Math.cos(half), Math.sin(half)), 'u');
    }
    assertClose(uMatrix(Math.PI / 2, 0, Math.PI), fixedMatrices.h, 'h');
    assertClose(uMatrix(0, 0, 0.7), phaseMatrix(0.7), 'p');
  });

  test('iswap is a rotation about XX and YY together', () => {
    const turned = matrixProduct(rxxMatrix(-Math.PI / 2), ryyMatrix(-Math.PI / 2));
    assertClose(turned, fixedMatrices.iswap, 'iswap');
  });

  test('a global phase is a number', () => {
    assert.deepEqual([...globalPhaseMatrix(0).entries], [1, 0]);
    assert.ok(Math.abs((globalPhaseMatrix(Math.PI).entries[0] ?? 0) + 1) < 1e-15);
  });
});
