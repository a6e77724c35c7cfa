import type { UnitaryOperation } from '../circuit/operation.ts';
import { type CliffordStep, quarterTurns } from '../gates/clifford-steps.ts';
import { gateTable } from '../gates/gate-table.ts';

/** A Clifford gate as steps; their numbers stand for these qubits. */
export interface CliffordOperation {
  readonly steps: readonly CliffordStep[];
  readonly qubits: readonly number[];
}

/** The steps of a gate, but for a global phase; undefined when it is no Clifford gate of the table. */
export function asClifford(operation: UnitaryOperation): CliffordOperation | undefined {
  if (operation.kind === 'matrix') return undefined;
  const { gate, parameters, targets, controls } = operation;
  if (controls.length > 1) return undefined;
  const [control] = controls;
  const steps = controls.length === 0 ? gateTable[gate].clifford(...parameters) : controlledPauli(gate, parameters);
  if (steps === undefined) return undefined;
  const isNegative = controls.length > 0 && control.value === 0;
  const flip: readonly CliffordStep[] = isNegative ? [['x', 1]] : [];
  return { steps: [...flip, ...steps, ...flip], qubits: [...targets, ...controls.map(({ qubit }) => qubit)] };
}

const CX: CliffordStep = ['cx', 1, 0];
const H: CliffordStep = ['h', 0];
const S: CliffordStep = ['s', 0];

/** A gate with one control is a Clifford gate when it is a Pauli operator; the control is number 1. */
function controlledPauli(gate: string, angles: readonly number[]): readonly CliffordStep[] | undefined {
  if (gate === 'id') return [];
  if (gate === 'x') return [CX];
  if (gate === 'y') return [S, ['z', 0], CX, S];
  if (gate === 'z') return [H, CX, H];
  return gate === 'p' ? controlledPhase(angles[0]) : undefined;
}

function controlledPhase(angle: number): readonly CliffordStep[] | undefined {
  const quarters = quarterTurns(angle, [S])?.length ?? 1;
  if (quarters % 2 === 1) return undefined;
  return quarters === 0 ? [] : [H, CX, H];
}
