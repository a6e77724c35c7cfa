import { QForgeError } from '../base/index.ts';
import type { StateVector } from '../quantum/index.ts';
import { alignedTable } from './table.ts';

const COLUMNS = [{ title: 'state' }, { title: 'amplitude' }, { title: 'probability', alignRight: true }];

/** Largest state whose amplitudes are printed. */
export const MAX_PRINTED_QUBITS = 16;
const NEGLIGIBLE = 1e-12;

/** Throws `ARGUMENT_INVALID` when a state has too many amplitudes to print. */
export function checkPrintable(qubits: number): void {
  if (qubits <= MAX_PRINTED_QUBITS) return;
  throw new QForgeError('ARGUMENT_INVALID', {
    argument: '--statevector',
    reason: `the amplitudes of ${qubits} qubits are too many to print; the limit is ${MAX_PRINTED_QUBITS} qubits`,
  });
}

/** All amplitudes: real and imaginary part of each, in the order of the basis states. */
export function amplitudePairs({ amplitudes }: StateVector): readonly (readonly [number, number])[] {
  return Array.from({ length: amplitudes.length / 2 }, (_, index) => [
    amplitudes[2 * index] ?? 0,
    amplitudes[2 * index + 1] ?? 0,
  ]);
}

/** The amplitudes that are not zero, for people. */
export function amplitudeTable(state: StateVector): readonly string[] {
  const rows = amplitudePairs(state).flatMap(([re, im], index) => {
    const probability = re * re + im * im;
    if (probability < NEGLIGIBLE) return [];
    const basis = index.toString(2).padStart(state.qubits, '0');
    return [[basis, `${signed(re)} ${signed(im)}i`, probability.toFixed(6)]];
  });
  return alignedTable(COLUMNS, rows);
}

function signed(value: number): string {
  const text = Math.abs(value).toFixed(6);
  return `${value < 0 && Number(text) !== 0 ? '-' : '+'}${text}`;
}
