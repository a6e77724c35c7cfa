import type { ComplexMatrix } from '../complex-matrix.ts';
import type { Branch } from '../engines/exact-branches.ts';

/** The state of some qubits over all branches that are kept, and how probable those are together. */
export interface OutcomeAverage {
  /** Normalised; all zeros when nothing is kept. */
  readonly state: ComplexMatrix;
  readonly probability: number;
}

/** What is known of some qubits when only some outcomes are kept; by default all. */
export function averageOver(
  branches: readonly Branch[],
  qubits: readonly number[],
  keep: (bits: Uint8Array) => boolean = () => true,
): OutcomeAverage {
  const size = 2 ** qubits.length;
  const entries = new Float64Array(2 * size * size);
  let total = 0;
  for (const { bits, probability, state } of branches) {
    if (!keep(bits)) continue;
    total += probability;
    for (const [index, value] of state.reduced(qubits).entries.entries()) entries[index] += probability * value;
  }
  if (total > 0) for (let index = 0; index < entries.length; index++) entries[index] /= total;
  return { state: { size, entries }, probability: total };
}
