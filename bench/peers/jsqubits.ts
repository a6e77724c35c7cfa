import { familyGates } from '../simulator-circuit.ts';

/** The part of jsqubits that is measured; the package has no types. */
interface JsqubitsState {
  hadamard(qubit: number): JsqubitsState;
  rotateX(qubit: number, angle: number): JsqubitsState;
  rotateZ(qubit: number, angle: number): JsqubitsState;
  cnot(control: number, target: number): JsqubitsState;
}

const PACKAGE: string = 'jsqubits';

/** Time of a circuit of the family on jsqubits, in milliseconds. */
export async function jsqubitsMs(qubits: number, layers: number): Promise<number> {
  const { jsqubits } = (await import(PACKAGE)) as { jsqubits: (bits: string) => JsqubitsState };
  const gates = familyGates(qubits, layers);
  const startMs = performance.now();
  let state = jsqubits(`|${'0'.repeat(qubits)}>`);
  for (const gate of gates) {
    if (gate.name === 'cx') state = state.cnot(gate.control, gate.target);
    else if (gate.name === 'h') state = state.hadamard(gate.qubit);
    else state = gate.name === 'rx' ? state.rotateX(gate.qubit, gate.angle) : state.rotateZ(gate.qubit, gate.angle);
  }
  return performance.now() - startMs;
}
