import type { Circuit } from '../circuit/circuit.ts';
import { terminalMeasurements } from '../circuit/terminal-measurements.ts';
import type { GateName } from '../gates/gate-table.ts';
import { unsuitable } from './backend-fault.ts';
import { basisCircuit } from './basis-circuit.ts';

/** A gate in IonQ's "qis" gate set. */
export interface IonqGate {
  readonly gate: string;
  readonly target: number;
  readonly control?: number;
  /** Radians. */
  readonly rotation?: number;
}

/** The input of a job. */
export interface IonqInput {
  readonly qubits: number;
  readonly gateset: 'qis';
  readonly circuit: readonly IonqGate[];
}

/** Names of fixed gates there. */
const NAMES: ReadonlyMap<GateName, string> = new Map([
  ...(['x', 'y', 'z', 'h', 's', 't'] as const).map((name): [GateName, string] => [name, name]),
  ['sdg', 'si'],
  ['tdg', 'ti'],
  ['sx', 'v'],
  ['sxdg', 'vi'],
]);

/** A circuit as IonQ's JSON, and the qubit that each bit reports. Throws `QUANTUM_ENGINE_UNSUITABLE`. */
export function ionqInput(
  circuit: Circuit,
  backend: string,
): { readonly input: IonqInput; readonly sources: Int32Array } {
  const sources = terminalMeasurements(circuit);
  if (sources === undefined) throw unsuitable(backend, 'measurements on the way, resets, noise or conditions');
  const gates = basisCircuit(circuit, backend).operations.flatMap((operation): readonly IonqGate[] => {
    if (operation.kind !== 'gate') return [];
    const [target] = operation.targets;
    const [control] = operation.controls;
    if (operation.controls.length > 0) return [{ gate: 'cnot', control: control.qubit, target }];
    return freeGates(operation.gate, operation.parameters, target);
  });
  return { input: { qubits: circuit.qubits, gateset: 'qis', circuit: gates }, sources };
}

/** A gate without controls; global phases are left out. */
function freeGates(gate: GateName, angles: readonly number[], target: number): readonly IonqGate[] {
  const name = NAMES.get(gate);
  if (name !== undefined) return [{ gate: name, target }];
  if (gate === 'rx' || gate === 'ry' || gate === 'rz') return [{ gate, target, rotation: angles[0] }];
  if (gate === 'p') return [{ gate: 'rz', target, rotation: angles[0] }];
  if (gate !== 'u') return [];
  const [theta, phi, lambda] = angles;
  return [
    { gate: 'rz', target, rotation: lambda },
    { gate: 'ry', target, rotation: theta },
    { gate: 'rz', target, rotation: phi },
  ];
}
