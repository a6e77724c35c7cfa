import { type ComplexMatrix, complexMatrix, diagonalMatrix, realMatrix } from '../complex-matrix.ts';

/** The matrices of the gates. Basis states count the first target as the lowest bit. */

const HALF_ROOT = Math.SQRT1_2;

/** cos and sin of an angle, as a complex number of length 1. */
const unit = (angle: number): [re: number, im: number] => [Math.cos(angle), Math.sin(angle)];

/** Gates without parameters. */
export type FixedGateName =
  | 'id'
  | 'x'
  | 'y'
  | 'z'
  | 'h'
  | 's'
  | 'sdg'
  | 't'
  | 'tdg'
  | 'sx'
  | 'sxdg'
  | 'swap'
  | 'iswap'
  | 'iswapdg';

/** Pauli matrices, Hadamard, and the square root of X. */
export const fixedMatrices: Readonly<Record<FixedGateName, ComplexMatrix>> = {
  id: realMatrix(2, [1, 0, 0, 1]),
  x: realMatrix(2, [0, 1, 1, 0]),
  y: complexMatrix(2, [0, 0, 0, -1, 0, 1, 0, 0]),
  z: realMatrix(2, [1, 0, 0, -1]),
  h: realMatrix(2, [HALF_ROOT, HALF_ROOT, HALF_ROOT, -HALF_ROOT]),
  s: diagonalMatrix([1, 0, 0, 1]),
  sdg: diagonalMatrix([1, 0, 0, -1]),
  t: diagonalMatrix([1, 0, HALF_ROOT, HALF_ROOT]),
  tdg: diagonalMatrix([1, 0, HALF_ROOT, -HALF_ROOT]),
  sx: complexMatrix(2, [0.5, 0.5, 0.5, -0.5, 0.5, -0.5, 0.5, 0.5]),
  sxdg: complexMatrix(2, [0.5, -0.5, 0.5, 0.5, 0.5, 0.5, 0.5, -0.5]),
  swap: realMatrix(4, [1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1]),
  iswap: exchange(1),
  iswapdg: exchange(-1),
};

/** Exchanges 01 and 10 with the phase i, or -i. */
function exchange(sign: 1 | -1): ComplexMatrix {
  const entries = Array.from({ length: 32 }, () => 0);
  entries[0] = 1;
  entries[2 * (1 * 4 + 2) + 1] = sign;
  entries[2 * (2 * 4 + 1) + 1] = sign;
  entries[30] = 1;
  return complexMatrix(4, entries);
}

/** The phase `angle` on 1. */
export function phaseMatrix(angle: number): ComplexMatrix {
  return diagonalMatrix([1, 0, ...unit(angle)]);
}

/** `exp(-i angle X / 2)`. */
export function rxMatrix(angle: number): ComplexMatrix {
  const [c, s] = unit(angle / 2);
  return complexMatrix(2, [c, 0, 0, -s, 0, -s, c, 0]);
}

/** `exp(-i angle Y / 2)`. */
export function ryMatrix(angle: number): ComplexMatrix {
  const [c, s] = unit(angle / 2);
  return realMatrix(2, [c, -s, s, c]);
}

/** `exp(-i angle Z / 2)`. */
export function rzMatrix(angle: number): ComplexMatrix {
  return diagonalMatrix([...unit(-angle / 2), ...unit(angle / 2)]);
}

/** Any one-qubit gate but for a global phase: RZ(phi) RY(theta) RZ(lambda), with a real first entry. */
export function uMatrix(theta: number, phi: number, lambda: number): ComplexMatrix {
  const [c, s] = unit(theta / 2);
  const [right, down, both] = [unit(lambda), unit(phi), unit(phi + lambda)];
  const upper = [c, 0, -s * right[0], -s * right[1]];
  const lower = [s * down[0], s * down[1], c * both[0], c * both[1]];
  return complexMatrix(2, [...upper, ...lower]);
}

/** `exp(-i angle XX / 2)`. */
export function rxxMatrix(angle: number): ComplexMatrix {
  return antidiagonalRotation(angle, [-1, -1, -1, -1]);
}

/** `exp(-i angle YY / 2)`. */
export function ryyMatrix(angle: number): ComplexMatrix {
  return antidiagonalRotation(angle, [1, -1, -1, 1]);
}

/** `exp(-i angle ZZ / 2)`. */
export function rzzMatrix(angle: number): ComplexMatrix {
  const [even, odd] = [unit(-angle / 2), unit(angle / 2)];
  return diagonalMatrix([...even, ...odd, ...odd, ...even]);
}

function antidiagonalRotation(angle: number, signs: readonly number[]): ComplexMatrix {
  const [c, s] = unit(angle / 2);
  const entries = Array.from({ length: 32 }, () => 0);
  for (const [row, sign] of signs.entries()) {
    entries[2 * (4 * row + row)] = c;
    entries[2 * (4 * row + 3 - row) + 1] = sign * s;
  }
  return complexMatrix(4, entries);
}

/** A global phase: a matrix of one entry. */
export function globalPhaseMatrix(angle: number): ComplexMatrix {
  return complexMatrix(1, unit(angle));
}
