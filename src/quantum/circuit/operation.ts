import type { ComplexMatrix } from '../complex-matrix.ts';
import type { GateName } from '../gates/gate-table.ts';
import type { NoiseChannel } from '../noise/noise-channel.ts';
import type { ReadoutError } from '../noise/readout-error.ts';
import type { Condition } from './condition.ts';

/** A qubit that lets a gate act only where it has this value. */
export interface Control {
  readonly qubit: number;
  readonly value: 0 | 1;
}

/** A gate of the table on its targets. */
export interface GateOperation {
  readonly kind: 'gate';
  readonly gate: GateName;
  /** Angles in radians. */
  readonly parameters: readonly number[];
  readonly targets: readonly number[];
  readonly controls: readonly Control[];
}

/** A matrix on its targets; the first target is the lowest bit of its index. */
export interface MatrixOperation {
  readonly kind: 'matrix';
  readonly label: string;
  readonly matrix: ComplexMatrix;
  readonly targets: readonly number[];
  readonly controls: readonly Control[];
}

/** What can be undone. */
export type UnitaryOperation = GateOperation | MatrixOperation;

/** Looks at a qubit in the basis of 0 and 1, and writes what it saw into a bit. */
export interface MeasureOperation {
  readonly kind: 'measure';
  readonly qubit: number;
  readonly bit: number;
  /** How often the device reports the wrong value. */
  readonly readout?: ReadoutError;
}

/** Puts a qubit into 0, whatever it was. */
export interface ResetOperation {
  readonly kind: 'reset';
  readonly qubit: number;
}

/** Keeps the optimiser from moving gates across. */
export interface BarrierOperation {
  readonly kind: 'barrier';
  readonly qubits: readonly number[];
}

/** Lets a noise channel act. */
export interface NoiseOperation {
  readonly kind: 'noise';
  readonly channel: NoiseChannel;
  readonly qubits: readonly number[];
}

/** One step of a circuit, taken only when all its conditions hold. */
export type Operation = (UnitaryOperation | MeasureOperation | ResetOperation | BarrierOperation | NoiseOperation) & {
  /** Classical control; absent for a step that is always taken. */
  readonly when?: readonly Condition[];
};

/** The qubits that an operation touches, controls last. */
export function qubitsOf(operation: Operation): readonly number[] {
  switch (operation.kind) {
    case 'gate':
    case 'matrix':
      return [...operation.targets, ...operation.controls.map(({ qubit }) => qubit)];
    case 'measure':
    case 'reset':
      return [operation.qubit];
    default:
      return operation.qubits;
  }
}

/** Whether an operation is a gate that is always applied. */
export function isPlainUnitary(operation: Operation): operation is UnitaryOperation {
  return (operation.kind === 'gate' || operation.kind === 'matrix') && operation.when === undefined;
}
