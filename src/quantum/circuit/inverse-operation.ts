import { adjoint } from '../complex-matrix.ts';
import { gateTable } from '../gates/gate-table.ts';
import type { UnitaryOperation } from './operation.ts';

/** What undoes a gate. */
export function inverseOperation(operation: UnitaryOperation): UnitaryOperation {
  if (operation.kind === 'matrix') {
    return { ...operation, label: `${operation.label}†`, matrix: adjoint(operation.matrix) };
  }
  return { ...operation, ...gateTable[operation.gate].inverse(...operation.parameters) };
}
