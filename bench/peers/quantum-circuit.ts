import { familyGates } from '../simulator-circuit.ts';

/** The part of quantum-circuit that is measured; the package has no types. */
interface PeerCircuit {
  addGate(name: string, column: -1, wires: number | readonly number[], options?: object): void;
  run(): void;
}

const PACKAGE: string = 'quantum-circuit';

/** Time of a circuit of the family on quantum-circuit, in milliseconds; building it is not counted. */
export async function quantumCircuitMs(qubits: number, layers: number): Promise<number> {
  const { default: QuantumCircuit } = (await import(PACKAGE)) as { default: new (qubits: number) => PeerCircuit };
  const circuit = new QuantumCircuit(qubits);
  for (const gate of familyGates(qubits, layers)) {
    if (gate.name === 'cx') circuit.addGate('cx', -1, [gate.control, gate.target]);
    else if (gate.name === 'h') circuit.addGate('h', -1, gate.qubit);
    else circuit.addGate(gate.name, -1, gate.qubit, { params: { [gate.name === 'rx' ? 'theta' : 'phi']: gate.angle } });
  }
  const startMs = performance.now();
  circuit.run();
  return performance.now() - startMs;
}
