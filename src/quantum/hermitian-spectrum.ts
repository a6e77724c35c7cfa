import type { ComplexMatrix } from './complex-matrix.ts';

/** A Hermitian matrix taken apart: `matrix = sum of value x projector`. */
export interface Spectrum {
  /** Falling. */
  readonly values: readonly number[];
  /** The same matrix with each eigenvalue replaced by what `of` makes of it. */
  readonly mapped: (of: (value: number) => number) => ComplexMatrix;
}

const MAX_SWEEPS = 60;

/**
 * Eigenvalues of a small Hermitian matrix, by Jacobi rotations.
 *
 * `H = A + iB` is taken as the real symmetric matrix of twice the size with the blocks A, -B, B, A, which has each eigenvalue twice.
 */
export function hermitianSpectrum({ size, entries }: ComplexMatrix): Spectrum {
  const real = new JacobiMatrix(2 * size, (row, column) => {
    const at = 2 * ((row % size) * size + (column % size));
    if (row < size === column < size) return entries[at];
    return row < size ? -entries[at + 1] : entries[at + 1];
  });
  real.diagonalise();
  const sorted = real.values().toSorted((a, b) => b - a);
  return {
    values: sorted.filter((_, index) => index % 2 === 0),
    mapped: (of) => fromBlocks(size, (row, column) => real.mappedEntry(row, column, of)),
  };
}

function fromBlocks(size: number, entry: (row: number, column: number) => number): ComplexMatrix {
  const entries = new Float64Array(2 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      entries.set([entry(row, column), entry(row + size, column)], 2 * (row * size + column));
    }
  }
  return { size, entries };
}

/** A real symmetric matrix, turned step by step until only its diagonal is left. */
class JacobiMatrix {
  readonly #size: number;
  readonly #a: Float64Array;
  /** The turns so far: columns are eigenvectors in the end. */
  readonly #v: Float64Array;

  constructor(size: number, entry: (row: number, column: number) => number) {
    this.#size = size;
    this.#a = Float64Array.from({ length: size * size }, (_, at) => entry(Math.floor(at / size), at % size));
    this.#v = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
  }

  diagonalise(): void {
    for (let sweep = 0; sweep < MAX_SWEEPS && this.#offDiagonal() > 1e-30; sweep++) {
      for (let p = 0; p < this.#size; p++) for (let q = p + 1; q < this.#size; q++) this.#rotate(p, q);
    }
  }

  values(): readonly number[] {
    return Array.from({ length: this.#size }, (_, index) => this.#a[index * (this.#size + 1)]);
  }

  mappedEntry(row: number, column: number, of: (value: number) => number): number {
    let sum = 0;
    for (const [index, value] of this.values().entries()) {
      sum += this.#v[row * this.#size + index] * of(value) * this.#v[column * this.#size + index];
    }
    return sum;
  }

  #offDiagonal(): number {
    return this.#a.reduce((sum, value, at) => sum + (at % (this.#size + 1) === 0 ? 0 : value * value), 0);
  }

  /** Turns rows and columns p and q so that the entry between them vanishes. */
  #rotate(p: number, q: number): void {
    const n = this.#size;
    const between = this.#a[p * n + q];
    if (Math.abs(between) < 1e-300) return;
    const angle = Math.atan2(2 * between, this.#a[q * n + q] - this.#a[p * n + p]) / 2;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    for (let k = 0; k < n; k++) turn(this.#a, k * n + p, k * n + q, c, s);
    for (let k = 0; k < n; k++) turn(this.#a, p * n + k, q * n + k, c, s);
    for (let k = 0; k < n; k++) turn(this.#v, k * n + p, k * n + q, c, s);
  }
}

function turn(values: Float64Array, first: number, second: number, c: number, s: number): void {
  const [one, other] = [values[first], values[second]];
  values[first] = c * one - s * other;
  values[second] = s * one + c * other;
}
