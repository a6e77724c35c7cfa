import type { Circuit } from './circuit.ts';
import { isPlainUnitary, qubitsOf } from './operation.ts';

/**
 * For a circuit of gates and, at the end of each qubit, a measurement: the qubit that each bit reports, -1 for none.
 *
 * Undefined when there is noise, a reset, a condition, or anything behind a measurement: then shots differ before their end.
 */
export function terminalMeasurements(circuit: Circuit): Int32Array | undefined {
  const sources = new Int32Array(circuit.bits).fill(-1);
  const measured = new Set<number>();
  for (const operation of circuit.operations) {
    if (operation.kind === 'barrier') continue;
    if (operation.when !== undefined || qubitsOf(operation).some((qubit) => measured.has(qubit))) return undefined;
    if (operation.kind === 'measure') {
      if (operation.readout !== undefined) return undefined;
      measured.add(operation.qubit);
      sources[operation.bit] = operation.qubit;
    } else if (!isPlainUnitary(operation)) return undefined;
  }
  return sources;
}
