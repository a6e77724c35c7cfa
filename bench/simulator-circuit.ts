/** A one-qubit gate of the family, or a CX. */
export type FamilyGate =
  | { readonly name: 'h'; readonly qubit: number }
  | { readonly name: 'rx' | 'rz'; readonly qubit: number; readonly angle: number }
  | { readonly name: 'cx'; readonly control: number; readonly target: number };

/** The gates of our `layeredCircuit`, for simulators that have another form of circuit. */
export function familyGates(qubits: number, layers: number): readonly FamilyGate[] {
  const wires = Array.from({ length: qubits }, (_, qubit) => qubit);
  return Array.from({ length: layers }, (_, layer) => [
    ...wires.flatMap((qubit): readonly FamilyGate[] => [
      { name: 'h', qubit },
      { name: 'rx', qubit, angle: 0.1 * (qubit + 1) + layer },
      { name: 'rz', qubit, angle: 0.3 + 0.2 * qubit + layer },
    ]),
    ...wires.slice(1).map((target): FamilyGate => ({ name: 'cx', control: target - 1, target })),
  ]).flat();
}

/** Millions of amplitudes a second that a run comes to: gates x 2^qubits over the time. */
export function amplitudeRate(gates: number, qubits: number, ms: number): number {
  return (gates * 2 ** qubits) / ms / 1_000;
}
