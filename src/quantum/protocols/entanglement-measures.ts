import { type ComplexMatrix, complexMatrix, conjugate, matrixProduct, tensorProduct } from '../complex-matrix.ts';
import { fixedMatrices } from '../gates/gate-matrices.ts';
import { hermitianSpectrum } from '../hermitian-spectrum.ts';

const YY: ComplexMatrix = tensorProduct(fixedMatrices.y, fixedMatrices.y);

/**
 * The concurrence of two qubits: 0 for separable states, 1 for Bell states (Wootters 1998).
 *
 * With the spin-flipped state `r' = YY conj(r) YY`, the square roots of the eigenvalues of `sqrt(r) r' sqrt(r)`: the largest, less the others.
 */
export function concurrence(state: ComplexMatrix): number {
  const root = hermitianSpectrum(state).mapped((value) => Math.sqrt(Math.max(0, value)));
  const flipped = matrixProduct(matrixProduct(YY, conjugate(state)), YY);
  const { values } = hermitianSpectrum(matrixProduct(matrixProduct(root, flipped), root));
  const [largest, ...others] = values.map((value) => Math.sqrt(Math.max(0, value)));
  return Math.max(
    0,
    others.reduce((rest, value) => rest - value, largest),
  );
}

/** The negativity of two qubits: the negative eigenvalues of the partial transpose, their sum made positive; 1/2 for Bell states. */
export function negativity(state: ComplexMatrix): number {
  const { values } = hermitianSpectrum(partialTranspose(state));
  return values.reduce((sum, value) => sum + Math.max(0, -value), 0);
}

/** Rows and columns of the first qubit exchanged, those of the second kept. */
function partialTranspose({ entries }: ComplexMatrix): ComplexMatrix {
  const turned: number[] = [];
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      const from = 2 * (4 * ((row & 2) | (column & 1)) + ((column & 2) | (row & 1)));
      turned.push(entries[from], entries[from + 1]);
    }
  }
  return complexMatrix(4, turned);
}
