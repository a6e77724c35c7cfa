import { QForgeError } from '../../base/index.ts';
import { type ComplexMatrix, unitarityError } from '../complex-matrix.ts';
import type { GateSpelling } from '../gates/gate-spellings.ts';
import type { NoiseChannel } from '../noise/noise-channel.ts';

/** Most qubits, and most bits, of one circuit. */
export const MAX_CIRCUIT_QUBITS = 8_192;

/** Most targets of a gate that is given as a matrix. */
export const MAX_MATRIX_TARGETS = 5;

/** Matrices may differ from unitary ones by this much in any entry. */
const UNITARITY_TOLERANCE = 1e-10;

interface Registers {
  readonly qubits: number;
  readonly bits: number;
}

/** Checks the size of a register. */
export function checkRegister(what: 'qubits' | 'bits', count: number): void {
  const least = what === 'qubits' ? 1 : 0;
  if (Number.isInteger(count) && count >= least && count <= MAX_CIRCUIT_QUBITS) return;
  throw invalidCircuit(`it has ${count} ${what}, not ${least} to ${MAX_CIRCUIT_QUBITS}`);
}

/** Checks that the circuit has these qubits, and that none is named twice. */
export function checkQubits({ qubits: count }: Registers, qubits: readonly number[]): void {
  for (const [index, qubit] of qubits.entries()) {
    if (!isIndex(qubit, count)) throw invalidCircuit(`there is no qubit ${qubit} among ${count}`);
    if (qubits.indexOf(qubit) !== index) throw invalidCircuit(`qubit ${qubit} is named twice in one operation`);
  }
}

/** Checks that the circuit has this bit. */
export function checkBit({ bits: count }: Registers, bit: number): void {
  if (!isIndex(bit, count)) throw invalidCircuit(`there is no bit ${bit} among ${count}`);
}

/** Checks the numbers of qubits and angles that a gate is given. */
export function checkOperands(
  name: string,
  { controls, targets, parameters }: GateSpelling,
  qubits: readonly number[],
  angles: readonly number[],
): void {
  const wanted = controls + targets;
  if (qubits.length !== wanted) throw invalidCircuit(`${name} takes ${wanted} qubits, not ${qubits.length}`);
  if (angles.length !== parameters) throw invalidCircuit(`${name} takes ${parameters} angles, not ${angles.length}`);
  const bad = angles.find((angle) => !Number.isFinite(angle));
  if (bad !== undefined) throw invalidCircuit(`${bad} is no angle`);
}

/** Checks that a matrix is unitary, and of the size that its targets need. */
export function checkMatrix(label: string, matrix: ComplexMatrix, targets: number): void {
  if (targets < 1 || targets > MAX_MATRIX_TARGETS) {
    throw invalidCircuit(`${label} acts on ${targets} qubits, not 1 to ${MAX_MATRIX_TARGETS}`);
  }
  if (matrix.size !== 2 ** targets || matrix.entries.length !== 2 * matrix.size ** 2) {
    throw invalidCircuit(`${label} on ${targets} qubits needs a matrix of ${2 ** targets} rows and columns`);
  }
  const deviation = unitarityError(matrix);
  if (!(deviation <= UNITARITY_TOLERANCE)) throw new QForgeError('QUANTUM_NOT_UNITARY', { what: label, deviation });
}

/** Checks the number of qubits that noise is put on. */
export function checkNoise({ label, qubits }: NoiseChannel, given: number): void {
  if (qubits !== given) throw invalidCircuit(`${label} acts on ${qubits} qubits, not ${given}`);
}

/** A `QUANTUM_CIRCUIT_INVALID` for this reason. */
export function invalidCircuit(reason: string): QForgeError<'QUANTUM_CIRCUIT_INVALID'> {
  return new QForgeError('QUANTUM_CIRCUIT_INVALID', { reason });
}

function isIndex(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}
