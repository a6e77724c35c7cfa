import assert from 'node:assert/strict';
import test from 'node:test';
import {
  type ComplexMatrix,
  matrixDistance,
  matrixProduct,
  scaledMatrix,
} from '../../../src/quantum/complex-matrix.ts';
import { fixedMatrices, globalPhaseMatrix, uMatrix } from '../../../src/quantum/gates/gate-matrices.ts';
import { matrixAngles } from '../../../src/quantum/qasm/matrix-angles.ts';
import { seededDraws } from '../random-circuit.ts';

function rebuilt(matrix: ComplexMatrix): ComplexMatrix {
  const { phase, angles } = matrixAngles(matrix);
  const [re = 1, im = 0] = globalPhaseMatrix(phase).entries;
  return scaledMatrix(uMatrix(...angles), re, im);
}

test('phase and angles give the matrix back (2,000 random ones, seed 511)', () => {
  const draws = seededDraws(511);
  const angle = (): number => (draws.uniform() - 0.5) * 4 * Math.PI;
  for (let run = 0; run < 2_000; run++) {
    const [re = 1, im = 0] = globalPhaseMatrix(angle()).entries;
    const matrix = scaledMatrix(uMatrix(angle(), angle(), angle()), re, im);
    assert.ok(matrixDistance(rebuilt(matrix), matrix) < 1e-12);
  }
});

test('so do the gates of the table, and products that are nearly flips', () => {
  const { x, y, z, h, s, t, sx, id } = fixedMatrices;
  for (const matrix of [x, y, z, h, s, t, sx, id]) assert.ok(matrixDistance(rebuilt(matrix), matrix) < 1e-12);
  const nearly = matrixProduct(x, uMatrix(1e-9, 0.3, 0.4));
  assert.ok(matrixDistance(rebuilt(nearly), nearly) < 1e-12);
});
