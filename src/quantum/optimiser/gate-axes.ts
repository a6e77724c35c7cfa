import type { UnitaryOperation } from '../circuit/operation.ts';
import type { GateName } from '../gates/gate-table.ts';

/** The Pauli operator that a gate is made of at a qubit, beside the identity; undefined when it takes several. */
export type GateAxis = 'X' | 'Y' | 'Z' | undefined;

/** Gates that at each of their targets are made of one Pauli operator and the identity alone. */
const TARGET_AXES: ReadonlyMap<GateName, GateAxis> = new Map<GateName, GateAxis>([
  ...(['x', 'sx', 'sxdg', 'rx', 'rxx'] as const).map((name): [GateName, GateAxis] => [name, 'X']),
  ...(['y', 'ry', 'ryy'] as const).map((name): [GateName, GateAxis] => [name, 'Y']),
  ...(['z', 's', 'sdg', 't', 'tdg', 'p', 'rz', 'rzz'] as const).map((name): [GateName, GateAxis] => [name, 'Z']),
]);

/** The axis of a gate at each of its qubits. A control is made of Z. */
export function gateAxes(operation: UnitaryOperation): ReadonlyMap<number, GateAxis> {
  const axis = operation.kind === 'gate' ? TARGET_AXES.get(operation.gate) : undefined;
  return new Map<number, GateAxis>([
    ...operation.targets.map((qubit): [number, GateAxis] => [qubit, axis]),
    ...operation.controls.map(({ qubit }): [number, GateAxis] => [qubit, 'Z']),
  ]);
}

/**
 * Whether two gates surely commute: at every qubit that both have, they are made of the same Pauli operator.
 *
 * All products of Pauli operators that either gate is a sum of then commute with those of the other.
 */
export function surelyCommute(one: UnitaryOperation, other: UnitaryOperation): boolean {
  const axes = gateAxes(one);
  for (const [qubit, axis] of gateAxes(other)) {
    if (axes.has(qubit) && (axis === undefined || axes.get(qubit) !== axis)) return false;
  }
  return true;
}
