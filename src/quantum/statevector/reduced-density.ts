import type { ComplexMatrix } from '../complex-matrix.ts';
import type { StateVector } from './state-vector.ts';

/** The density matrix of some qubits of a pure state, all others traced out; the first one is the lowest bit. */
export function reducedDensity(state: StateVector, qubits: readonly number[]): ComplexMatrix {
  const size = 2 ** qubits.length;
  const places = Array.from({ length: size }, (_, row) =>
    qubits.reduce((sum, qubit, index) => sum | (((row >> index) & 1) << qubit), 0),
  );
  const mask = places[size - 1];
  const { amplitudes } = state;
  const entries = new Float64Array(2 * size * size);
  for (let rest = 0; rest < amplitudes.length / 2; rest = ((rest | mask) + 1) & ~mask) {
    addOuterProduct(
      entries,
      amplitudes,
      places.map((place) => 2 * (rest | place)),
    );
    if ((rest | mask) === amplitudes.length / 2 - 1) break;
  }
  return { size, entries };
}

/** Adds `|a><a|` of the amplitudes at these places. */
function addOuterProduct(entries: Float64Array, amplitudes: Float64Array, places: readonly number[]): void {
  let at = 0;
  for (const i of places) {
    for (const j of places) {
      entries[at] += amplitudes[i] * amplitudes[j] + amplitudes[i + 1] * amplitudes[j + 1];
      entries[at + 1] += amplitudes[i + 1] * amplitudes[j] - amplitudes[i] * amplitudes[j + 1];
      at += 2;
    }
  }
}
