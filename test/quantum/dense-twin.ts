import type { UnitaryOperation } from '../../src/quantum/index.ts';
import { asLinear } from '../../src/quantum/statevector/linear-operation.ts';

/** A complex number. */
export type Complex = readonly [re: number, im: number];

/** The slow and obvious twin of all engines: a list of amplitudes, each gate written out from its definition. */
export function denseState(qubits: number, operations: readonly UnitaryOperation[], start: number = 0): Complex[] {
  let state: Complex[] = Array.from({ length: 2 ** qubits }, (_, index) => (index === start ? [1, 0] : [0, 0]));
  for (const operation of operations) state = applied(state, operation);
  return state;
}

/** The whole matrix of a circuit, column by column. */
export function denseUnitary(qubits: number, operations: readonly UnitaryOperation[]): Complex[][] {
  return Array.from({ length: 2 ** qubits }, (_, column) => denseState(qubits, operations, column));
}

function applied(state: readonly Complex[], operation: UnitaryOperation): Complex[] {
  const { matrix, targets, controls } = asLinear(operation);
  return state.map((old, index): Complex => {
    if (!controls.every(({ qubit, value }) => bitOf(index, qubit) === value)) return old;
    const row = targets.reduce((sum, target, place) => sum + bitOf(index, target) * 2 ** place, 0);
    let sum: Complex = [0, 0];
    for (let column = 0; column < matrix.size; column++) {
      const from = targets.reduce((at, target, place) => withBit(at, target, bitOf(column, place)), index);
      const entry = 2 * (row * matrix.size + column);
      sum = added(sum, times([matrix.entries[entry] ?? 0, matrix.entries[entry + 1] ?? 0], state[from] ?? [0, 0]));
    }
    return sum;
  });
}

/** Largest distance between two lists of complex numbers. */
export function distance(left: readonly Complex[], right: readonly Complex[]): number {
  return Math.max(
    ...left.map(([re, im], index) => Math.hypot(re - (right[index]?.[0] ?? 0), im - (right[index]?.[1] ?? 0))),
  );
}

/** Largest distance between two matrices after the best global phase has been taken away. */
export function distanceUpToPhase(left: readonly Complex[][], right: readonly Complex[][]): number {
  let overlap: Complex = [0, 0];
  for (const [column, entries] of left.entries()) {
    for (const [row, [re, im]] of entries.entries())
      overlap = added(overlap, times([re, -im], right[column]?.[row] ?? [0, 0]));
  }
  const length = Math.hypot(...overlap);
  const phase: Complex = [overlap[0] / length, overlap[1] / length];
  return Math.max(
    ...left.map((column, index) =>
      distance(
        column.map((entry) => times(entry, phase)),
        right[index] ?? [],
      ),
    ),
  );
}

/** Amplitudes as complex numbers. */
export function complexNumbers(amplitudes: Float64Array): Complex[] {
  return Array.from({ length: amplitudes.length / 2 }, (_, index) => [
    amplitudes[2 * index] ?? 0,
    amplitudes[2 * index + 1] ?? 0,
  ]);
}

function bitOf(index: number, bit: number): number {
  return Math.floor(index / 2 ** bit) % 2;
}

function withBit(index: number, bit: number, value: number): number {
  return index + (value - bitOf(index, bit)) * 2 ** bit;
}

function added(a: Complex, b: Complex): Complex {
  return [a[0] + b[0], a[1] + b[1]];
}

function times(a: Complex, b: Complex): Complex {
  return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
}
