import assert from 'node:assert/strict';
import test from 'node:test';
import {
  adjoint,
  complexMatrix,
  conjugate,
  diagonalMatrix,
  identityMatrix,
  isDiagonal,
  matrixDistance,
  matrixProduct,
  matrixSum,
  realMatrix,
  scaledMatrix,
  tensorProduct,
  unitarityError,
} from '../../src/quantum/complex-matrix.ts';

const X = realMatrix(2, [0, 1, 1, 0]);
const Y = complexMatrix(2, [0, 0, 0, -1, 0, 1, 0, 0]);
const Z = realMatrix(2, [1, 0, 0, -1]);

test('products of Pauli matrices are what they are: X Y = i Z', () => {
  assert.equal(matrixDistance(matrixProduct(X, Y), scaledMatrix(Z, 0, 1)), 0);
  assert.equal(matrixDistance(matrixProduct(Y, X), scaledMatrix(Z, 0, -1)), 0);
  for (const pauli of [X, Y, Z]) assert.equal(matrixDistance(matrixProduct(pauli, pauli), identityMatrix(2)), 0);
});

test('the low factor of a tensor product acts on the low bit', () => {
  const rows = [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0];
  assert.equal(matrixDistance(tensorProduct(identityMatrix(2), X), realMatrix(4, rows)), 0);
  assert.equal(matrixDistance(tensorProduct(Z, Z), diagonalMatrix([1, 0, -1, 0, -1, 0, 1, 0])), 0);
});

test('adjoint and conjugate', () => {
  const matrix = complexMatrix(2, [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual([...adjoint(matrix).entries], [1, -2, 5, -6, 3, -4, 7, -8]);
  assert.deepEqual([...conjugate(matrix).entries], [1, -2, 3, -4, 5, -6, 7, -8]);
});

test('how far a matrix is from unitary', () => {
  for (const pauli of [X, Y, Z]) assert.equal(unitarityError(pauli), 0);
  assert.ok(Math.abs(unitarityError(realMatrix(2, [1, 0, 0, 1.1])) - 0.21) < 1e-12);
  assert.equal(unitarityError(realMatrix(2, [1, 1, 0, 1])), 1);
});

test('sums, diagonals and sizes that differ', () => {
  assert.equal(matrixDistance(matrixSum(X, X, Z), realMatrix(2, [1, 2, 2, -1])), 0);
  assert.ok(isDiagonal(Z) && isDiagonal(identityMatrix(8)) && !isDiagonal(X) && !isDiagonal(Y));
  assert.equal(matrixDistance(X, identityMatrix(4)), Number.POSITIVE_INFINITY);
});
