/** A square complex matrix: rows one after the other, each entry as its real and its imaginary part. */
export interface ComplexMatrix {
  /** Number of rows, and of columns. */
  readonly size: number;
  /** 2 x size x size numbers. */
  readonly entries: Float64Array;
}

/** A matrix from real and imaginary parts in turn, row by row. */
export function complexMatrix(size: number, entries: readonly number[]): ComplexMatrix {
  return { size, entries: Float64Array.from(entries) };
}

/** A matrix without imaginary parts, row by row. */
export function realMatrix(size: number, entries: readonly number[]): ComplexMatrix {
  return complexMatrix(
    size,
    entries.flatMap((entry) => [entry, 0]),
  );
}

/** A matrix with these complex numbers on its diagonal, real and imaginary parts in turn. */
export function diagonalMatrix(diagonal: readonly number[]): ComplexMatrix {
  const size = diagonal.length / 2;
  const entries = new Float64Array(2 * size * size);
  for (let row = 0; row < size; row++) entries.set(diagonal.slice(2 * row, 2 * row + 2), 2 * row * (size + 1));
  return { size, entries };
}

/** The matrix that changes nothing. */
export function identityMatrix(size: number): ComplexMatrix {
  return diagonalMatrix(Array.from({ length: 2 * size }, (_, index) => (index + 1) % 2));
}

/** The product `left` x `right`: what applying `right`, then `left`, does. */
export function matrixProduct(left: ComplexMatrix, right: ComplexMatrix): ComplexMatrix {
  const { size } = left;
  const a = left.entries;
  const b = right.entries;
  const entries = new Float64Array(2 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let re = 0;
      let im = 0;
      for (let inner = 0; inner < size; inner++) {
        const i = 2 * (row * size + inner);
        const j = 2 * (inner * size + column);
        re += a[i] * b[j] - a[i + 1] * b[j + 1];
        im += a[i] * b[j + 1] + a[i + 1] * b[j];
      }
      entries[2 * (row * size + column)] = re;
      entries[2 * (row * size + column) + 1] = im;
    }
  }
  return { size, entries };
}

/** The tensor product; `low` acts on the lower bits of the index. */
export function tensorProduct(high: ComplexMatrix, low: ComplexMatrix): ComplexMatrix {
  const size = high.size * low.size;
  return matrixOf(size, (row, column) => {
    const i = 2 * (Math.floor(row / low.size) * high.size + Math.floor(column / low.size));
    const j = 2 * ((row % low.size) * low.size + (column % low.size));
    const [a, b] = [high.entries, low.entries];
    return [a[i] * b[j] - a[i + 1] * b[j + 1], a[i] * b[j + 1] + a[i + 1] * b[j]];
  });
}

/** The conjugate transpose: the inverse, for a unitary matrix. */
export function adjoint({ size, entries }: ComplexMatrix): ComplexMatrix {
  return matrixOf(size, (row, column) => {
    const index = 2 * (column * size + row);
    return [entries[index], -entries[index + 1]];
  });
}

/** Every entry replaced by its complex conjugate. */
export function conjugate({ size, entries }: ComplexMatrix): ComplexMatrix {
  return { size, entries: entries.map((value, index) => (index % 2 === 0 ? value : -value)) };
}

/** Every entry multiplied by one complex number. */
export function scaledMatrix({ size, entries }: ComplexMatrix, re: number, im: number): ComplexMatrix {
  return matrixOf(size, (row, column) => {
    const index = 2 * (row * size + column);
    return [entries[index] * re - entries[index + 1] * im, entries[index] * im + entries[index + 1] * re];
  });
}

/** The sum of matrices of one size. */
export function matrixSum(first: ComplexMatrix, ...rest: readonly ComplexMatrix[]): ComplexMatrix {
  const entries = first.entries.slice();
  for (const other of rest) for (let index = 0; index < entries.length; index++) entries[index] += other.entries[index];
  return { size: first.size, entries };
}

/** Largest difference between entries of two matrices. */
export function matrixDistance(left: ComplexMatrix, right: ComplexMatrix): number {
  if (left.size !== right.size) return Number.POSITIVE_INFINITY;
  return left.entries.reduce((most, value, index) => Math.max(most, Math.abs(value - right.entries[index])), 0);
}

/** How far a matrix is from unitary: the largest entry of `A† A - 1`; 0 for a perfect one. */
export function unitarityError(matrix: ComplexMatrix): number {
  return matrixDistance(matrixProduct(adjoint(matrix), matrix), identityMatrix(matrix.size));
}

/** Whether no entry off the diagonal differs from zero. */
export function isDiagonal({ size, entries }: ComplexMatrix): boolean {
  return entries.every((value, index) => (index >> 1) % (size + 1) === 0 || value === 0);
}

function matrixOf(size: number, entry: (row: number, column: number) => readonly [number, number]): ComplexMatrix {
  const entries = new Float64Array(2 * size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) entries.set(entry(row, column), 2 * (row * size + column));
  }
  return { size, entries };
}
