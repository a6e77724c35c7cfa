import { Circuit } from '../circuit/circuit.ts';
import { type GateOperation, type Operation } from '../circuit/operation.ts';
import { isDiagonal } from '../complex-matrix.ts';
import { gateTable } from '../gates/gate-table.ts';
import { optimiseCircuit } from '../optimiser/circuit-optimiser.ts';
import { matrixAngles } from '../qasm/matrix-angles.ts';
import { unsuitable } from './backend-fault.ts';
import { basisCircuit } from './basis-circuit.ts';
import { type CouplingMap, routedCircuit } from './coupling-route.ts';

/** What a machine can do: its instruction set. */
export interface MachineDescription {
  readonly qubits: number;
  readonly basisGates: readonly string[];
  readonly coupling: CouplingMap;
}

/**
 * The same circuit, up to a global phase, in the instructions of a machine: RZ, SX, X, and CZ or CX between coupled qubits.
 *
 * Throws `QUANTUM_ENGINE_UNSUITABLE` where that cannot be.
 */
export function isaCircuit(circuit: Circuit, machine: MachineDescription, backend: string): Circuit {
  const missing = ['rz', 'sx', 'x'].filter((gate) => !machine.basisGates.includes(gate));
  const native = ['cz', 'cx'].find((gate) => machine.basisGates.includes(gate));
  if (missing.length > 0 || native === undefined) {
    throw unsuitable(backend, `RZ, SX, X and CZ or CX: its gates are ${machine.basisGates.join(', ')}`);
  }
  const simple = basisCircuit(optimiseCircuit(circuit), backend);
  const routed = routedCircuit(optimiseCircuit(simple), machine.coupling, machine.qubits, backend);
  const directed = new Set(machine.coupling.map(([control, target]) => `${control} ${target}`));
  const isa = new Circuit(machine.qubits, circuit.bits);
  for (const operation of routed.operations) {
    const scratch = new Circuit(machine.qubits, circuit.bits);
    addInstructions(scratch, operation, native, directed);
    for (const part of scratch.operations)
      isa.add(operation.when === undefined ? part : { ...part, when: operation.when });
  }
  return optimiseCircuit(isa);
}

function addInstructions(circuit: Circuit, operation: Operation, native: string, directed: ReadonlySet<string>): void {
  if (operation.kind !== 'gate') {
    const { when: _when, ...plain } = operation;
    circuit.add(plain);
    return;
  }
  const [control] = operation.controls.map(({ qubit }) => qubit);
  const [target] = operation.targets;
  if (operation.controls.length === 0) return addOneQubit(circuit, operation);
  if (native === 'cz') {
    addHadamard(circuit, target);
    circuit.cz(control, target);
    return addHadamard(circuit, target);
  }
  if (directed.has(`${control} ${target}`)) return void circuit.cx(control, target);
  // A CX against its direction, between Hadamards.
  for (const qubit of [control, target]) addHadamard(circuit, qubit);
  circuit.cx(target, control);
  for (const qubit of [control, target]) addHadamard(circuit, qubit);
}

/** u(theta, phi, lambda) is RZ(phi + pi) SX RZ(theta + pi) SX RZ(lambda), up to a phase. */
function addOneQubit(circuit: Circuit, operation: GateOperation): void {
  const { gate, parameters, targets } = operation;
  const [target] = targets;
  if (targets.length === 0) return;
  if (gate === 'x' || gate === 'sx') return void circuit.gate(gate, [target]);
  const matrix = gateTable[gate].matrix(...parameters);
  const [theta, phi, lambda] = matrixAngles(matrix).angles;
  if (isDiagonal(matrix)) return void circuit.rz(phi + lambda, target);
  circuit
    .rz(lambda, target)
    .gate('sx', [target])
    .rz(theta + Math.PI, target)
    .gate('sx', [target])
    .rz(phi + Math.PI, target);
}

function addHadamard(circuit: Circuit, qubit: number): void {
  circuit
    .rz(Math.PI / 2, qubit)
    .gate('sx', [qubit])
    .rz(Math.PI / 2, qubit);
}
