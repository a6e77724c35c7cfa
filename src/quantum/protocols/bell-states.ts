import { Circuit } from '../circuit/circuit.ts';
import type { ComplexMatrix } from '../complex-matrix.ts';

/** The four Bell states: Phi is 00 with 11, Psi is 01 with 10; the sign is the one between them. */
export type BellState = 'phi+' | 'phi-' | 'psi+' | 'psi-';

/** Which Pauli operators on the second qubit make each Bell state of Phi+. */
const CORRECTIONS: Readonly<Record<BellState, { readonly x: boolean; readonly z: boolean }>> = {
  'phi+': { x: false, z: false },
  'phi-': { x: false, z: true },
  'psi+': { x: true, z: false },
  'psi-': { x: true, z: true },
};

/** Names of all Bell states. */
export const BELL_STATES: readonly BellState[] = ['phi+', 'phi-', 'psi+', 'psi-'];

/** Makes a Bell state of two qubits that are 0; returns the circuit. Throws `QUANTUM_CIRCUIT_INVALID` for qubits that are not there. */
export function addBellPair(circuit: Circuit, first: number, second: number, state: BellState = 'phi+'): Circuit {
  circuit.h(first).cx(first, second);
  const { x, z } = CORRECTIONS[state];
  if (x) circuit.x(second);
  if (z) circuit.z(second);
  return circuit;
}

/** A circuit of two qubits that makes a Bell state. */
export function bellCircuit(state: BellState = 'phi+'): Circuit {
  return addBellPair(new Circuit(2), 0, 1, state);
}

/**
 * Measures two qubits in the Bell basis: the first bit tells the sign, the second one whether the qubits are equal.
 *
 * Throws `QUANTUM_CIRCUIT_INVALID` for qubits or bits that are not there.
 */
export function addBellMeasurement(
  circuit: Circuit,
  qubits: readonly [number, number],
  bits: readonly [number, number],
): Circuit {
  return circuit
    .cx(...qubits)
    .h(qubits[0])
    .measure(qubits[0], bits[0])
    .measure(qubits[1], bits[1]);
}

/** All qubits 0 together with all qubits 1: Greenberger, Horne and Zeilinger's state. Throws `QUANTUM_CIRCUIT_INVALID` for no qubit. */
export function ghzCircuit(qubits: number): Circuit {
  const circuit = new Circuit(qubits).h(0);
  for (let qubit = 1; qubit < qubits; qubit++) circuit.cx(qubit - 1, qubit);
  return circuit;
}

/**
 * One qubit 1 among zeros, each as likely: the W state. The one is handed down the line, less and less likely to stay behind.
 *
 * Throws `QUANTUM_CIRCUIT_INVALID` for no qubit.
 */
export function wCircuit(qubits: number): Circuit {
  const circuit = new Circuit(qubits).x(0);
  for (let qubit = 1; qubit < qubits; qubit++) {
    const left = qubits - qubit + 1;
    circuit.controlled([qubit - 1], 'ry', [qubit], [2 * Math.acos(Math.sqrt(1 / left))]).cx(qubit, qubit - 1);
  }
  return circuit;
}

/** How much of a Bell state is in the state of two qubits, from 0 to 1. */
export function bellFidelity({ entries }: ComplexMatrix, state: BellState = 'phi+'): number {
  const { x, z } = CORRECTIONS[state];
  const [first, second] = x ? [1, 2] : [0, 3];
  const at = (row: number, column: number): number => entries[2 * (4 * row + column)];
  const coherence = at(first, second) + at(second, first);
  return (at(first, first) + at(second, second) + (z ? -coherence : coherence)) / 2;
}
