import type { Control, UnitaryOperation } from '../circuit/operation.ts';
import type { ComplexMatrix } from '../complex-matrix.ts';
import { gateTable } from '../gates/gate-table.ts';

/** A matrix on some qubits of a state vector; it need not be unitary. */
export interface LinearOperation {
  readonly matrix: ComplexMatrix;
  /** The first is the lowest bit of the matrix's index. */
  readonly targets: readonly number[];
  readonly controls: readonly Control[];
}

/** The matrix of a gate, with its operands. */
export function asLinear(operation: UnitaryOperation): LinearOperation {
  const { targets, controls } = operation;
  if (operation.kind === 'matrix') return { matrix: operation.matrix, targets, controls };
  return { matrix: gateTable[operation.gate].matrix(...operation.parameters), targets, controls };
}
