import assert from 'node:assert/strict';
import test from 'node:test';
import {
  adjoint,
  type ComplexMatrix,
  complexMatrix,
  matrixDistance,
  matrixProduct,
  matrixSum,
  scaledMatrix,
} from '../../src/quantum/complex-matrix.ts';
import { hermitianSpectrum } from '../../src/quantum/hermitian-spectrum.ts';
import { seededDraws } from './random-circuit.ts';

test('Pauli Y has the eigenvalues 1 and -1', () => {
  const { values } = hermitianSpectrum(complexMatrix(2, [0, 0, 0, -1, 0, 1, 0, 0]));
  assert.ok(Math.abs((values[0] ?? 0) - 1) < 1e-14 && Math.abs((values[1] ?? 0) + 1) < 1e-14);
});

test('the spectrum gives the matrix back, and its functions (200 random ones of 2 to 8 rows, seed 401)', () => {
  const draws = seededDraws(401);
  for (let run = 0; run < 200; run++) {
    const size = 2 + draws.below(7);
    const any = complexMatrix(
      size,
      Array.from({ length: 2 * size * size }, () => draws.uniform() - 0.5),
    );
    const hermitian = scaledMatrix(matrixSum(any, adjoint(any)), 0.5, 0);
    const { values, mapped } = hermitianSpectrum(hermitian);
    assert.equal(values.length, size);
    assert.ok(
      matrixDistance(
        mapped((value) => value),
        hermitian,
      ) < 1e-12,
    );
    assert.ok(
      matrixDistance(
        mapped((value) => value ** 2),
        matrixProduct(hermitian, hermitian),
      ) < 1e-12,
    );
    assert.ok(Math.abs(values.reduce((sum, value) => sum + value, 0) - trace(hermitian)) < 1e-12);
    assert.deepEqual(
      values,
      values.toSorted((a, b) => b - a),
    );
  }
});

function trace({ size, entries }: ComplexMatrix): number {
  let sum = 0;
  for (let row = 0; row < size; row++) sum += entries[2 * row * (size + 1)] ?? 0;
  return sum;
}
