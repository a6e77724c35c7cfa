import { Circuit } from './circuit.ts';

/**
 * The circuit that state-vector simulators are compared on: in each layer H, RX and RZ on every qubit, then a ladder of CX.
 *
 * 4 x qubits - 1 gates a layer; angles depend on qubit and layer alone, so that every run is the same.
 */
export function layeredCircuit(qubits: number, layers: number): Circuit {
  const circuit = new Circuit(qubits, 0);
  for (let layer = 0; layer < layers; layer++) {
    for (let qubit = 0; qubit < qubits; qubit++) {
      circuit.gate('h', [qubit]);
      circuit.gate('rx', [qubit], [0.1 * (qubit + 1) + layer]);
      circuit.gate('rz', [qubit], [0.3 + 0.2 * qubit + layer]);
    }
    for (let target = 1; target < qubits; target++) circuit.cx(target - 1, target);
  }
  return circuit;
}
