import { Circuit } from '../circuit/circuit.ts';
import type { Control, GateOperation, Operation, UnitaryOperation } from '../circuit/operation.ts';
import type { ComplexMatrix } from '../complex-matrix.ts';
import { gateTable } from '../gates/gate-table.ts';
import { matrixAngles } from '../qasm/matrix-angles.ts';
import { unsuitable } from './backend-fault.ts';

/**
 * The same circuit of one-qubit gates without controls and CX alone, up to a global phase: what machines take.
 *
 * Throws `QUANTUM_ENGINE_UNSUITABLE` for gates with more than two controls (with two but for X and Z), matrices on several
 * qubits, and noise.
 */
export function basisCircuit(circuit: Circuit, backend: string): Circuit {
  const basis = new Circuit(circuit.qubits, circuit.bits);
  for (const operation of circuit.operations) {
    const { when, ...plain } = operation;
    for (const part of basisParts(plain, backend)) basis.add(when === undefined ? part : { ...part, when });
  }
  return basis;
}

function basisParts(operation: Operation, backend: string): readonly Operation[] {
  if (operation.kind === 'noise') throw unsuitable(backend, 'noise, which machines have enough of');
  if (operation.kind !== 'gate' && operation.kind !== 'matrix') return [operation];
  const negative = operation.controls.filter(({ value }) => value === 0);
  const positive = { ...operation, controls: operation.controls.map(({ qubit }): Control => ({ qubit, value: 1 })) };
  const scratch = new Circuit(largestQubit(operation) + 1, 0);
  for (const { qubit } of negative) scratch.x(qubit);
  addUnitary(scratch, positive, backend);
  for (const { qubit } of negative) scratch.x(qubit);
  return scratch.operations;
}

function largestQubit({ targets, controls }: UnitaryOperation): number {
  return Math.max(0, ...targets, ...controls.map(({ qubit }) => qubit));
}

function addUnitary(circuit: Circuit, operation: UnitaryOperation, backend: string): void {
  const { targets, controls } = operation;
  if (targets.length === 2 && operation.kind === 'gate') return addTwoTargets(circuit, operation, backend);
  const [control, second] = controls.map(({ qubit }) => qubit);
  if (targets.length > 1 || controls.length > 2) throw unsuitable(backend, labelOf(operation));
  if (controls.length === 0) addFree(circuit, operation);
  else if (controls.length === 2) addToffoli(circuit, operation, [control, second], backend);
  else if (operation.kind === 'gate' && operation.gate === 'x') circuit.cx(control, targets[0]);
  else addControlled(circuit, matrixOf(operation), control, targets[0]);
}

/** A gate without controls is as it should be, but for a global phase, which nobody sees. */
function addFree(circuit: Circuit, operation: UnitaryOperation): void {
  if (operation.targets.length === 0) return;
  if (operation.kind === 'gate') circuit.add(operation);
  else circuit.gate('u', operation.targets, matrixAngles(operation.matrix).angles);
}

/** Any controlled one-qubit gate by two CX: its angles are halved, and its phase is one of the control. */
function addControlled(circuit: Circuit, matrix: ComplexMatrix, control: number, target: number): void {
  const { phase, angles } = matrixAngles(matrix);
  const [theta, phi, lambda] = angles;
  circuit
    .gate('p', [control], [phase + (lambda + phi) / 2])
    .gate('p', [target], [(lambda - phi) / 2])
    .cx(control, target);
  circuit.gate('u', [target], [-theta / 2, 0, -(phi + lambda) / 2]).cx(control, target);
  circuit.gate('u', [target], [theta / 2, phi, 0]);
}

function addTwoTargets(circuit: Circuit, operation: GateOperation, backend: string): void {
  const { gate, targets, controls, parameters } = operation;
  const [a, b] = targets;
  if (gate === 'swap' && controls.length <= 1) {
    circuit.cx(b, a);
    addUnitary(
      circuit,
      { ...operation, gate: 'x', targets: [b], controls: [...controls, { qubit: a, value: 1 }] },
      backend,
    );
    return void circuit.cx(b, a);
  }
  if (controls.length > 0) throw unsuitable(backend, labelOf(operation));
  if (gate === 'iswap') return void circuit.gate('s', [a]).gate('s', [b]).h(a).cx(a, b).cx(b, a).h(b);
  if (gate === 'iswapdg') return void circuit.h(b).cx(b, a).cx(a, b).h(a).gate('sdg', [b]).gate('sdg', [a]);
  const [before, after] =
    gate === 'ryy'
      ? [
          ['sdg', 'h'],
          ['h', 's'],
        ]
      : gate === 'rxx'
        ? [['h'], ['h']]
        : [[], []];
  for (const name of before) circuit.gate(name, [a]).gate(name, [b]);
  circuit.cx(a, b).rz(parameters[0], b).cx(a, b);
  for (const name of after) circuit.gate(name, [a]).gate(name, [b]);
}

/** X or Z with two controls, by six CX (Nielsen and Chuang, figure 4.9). */
function addToffoli(
  circuit: Circuit,
  operation: UnitaryOperation,
  [a, b]: readonly [number, number],
  backend: string,
): void {
  const [target] = operation.targets;
  if (operation.kind !== 'gate' || !['x', 'z'].includes(operation.gate)) throw unsuitable(backend, labelOf(operation));
  if (operation.gate === 'x') circuit.h(target);
  circuit.cx(b, target).gate('tdg', [target]).cx(a, target).gate('t', [target]).cx(b, target).gate('tdg', [target]);
  circuit.cx(a, target).gate('t', [b]).gate('t', [target]).cx(a, b).gate('t', [a]).gate('tdg', [b]).cx(a, b);
  if (operation.gate === 'x') circuit.h(target);
}

function matrixOf(operation: UnitaryOperation): ComplexMatrix {
  return operation.kind === 'matrix' ? operation.matrix : gateTable[operation.gate].matrix(...operation.parameters);
}

function labelOf(operation: UnitaryOperation): string {
  const name = operation.kind === 'gate' ? operation.gate : operation.label;
  return `${name} on ${operation.targets.length} qubits with ${operation.controls.length} controls`;
}
