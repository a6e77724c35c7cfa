import type { Circuit } from '../circuit/circuit.ts';
import { conditionsHold } from '../circuit/condition.ts';
import type { MeasureOperation, Operation } from '../circuit/operation.ts';
import { DensityMatrix } from '../noise/density-matrix.ts';

/** One way a circuit can go: the bits that it leaves, how probable they are, and the state in that case. */
export interface Branch {
  readonly bits: Uint8Array;
  readonly probability: number;
  /** Normalised. */
  readonly state: DensityMatrix;
}

/** Branches less probable than this are rounding errors. */
const NEGLIGIBLE = 1e-14;

interface OpenBranch {
  readonly bits: Uint8Array;
  /** Its trace is the probability of the branch. */
  readonly state: DensityMatrix;
}

/** Every outcome of a circuit with its exact probability, noise included. Throws `QUANTUM_TOO_LARGE` above 10 qubits. */
export function exactBranches(circuit: Circuit): readonly Branch[] {
  let branches: readonly OpenBranch[] = [
    { bits: new Uint8Array(circuit.bits), state: new DensityMatrix(circuit.qubits) },
  ];
  for (const operation of circuit.operations) branches = branches.flatMap((branch) => step(branch, operation));
  return branches.map(({ bits, state }) => {
    const probability = state.trace();
    state.scale(1 / probability);
    return { bits, probability, state };
  });
}

function step(branch: OpenBranch, operation: Operation): readonly OpenBranch[] {
  if (!conditionsHold(operation.when, branch.bits)) return [branch];
  if (operation.kind === 'measure') return measured(branch, operation);
  const { state } = branch;
  if (operation.kind === 'gate' || operation.kind === 'matrix') state.apply([operation]);
  else if (operation.kind === 'reset') state.reset(operation.qubit);
  else if (operation.kind === 'noise') state.applyNoise(operation.channel, operation.qubits);
  return [branch];
}

/** One branch for each true outcome and each value that may be reported for it. */
function measured({ bits, state }: OpenBranch, { qubit, bit, readout }: MeasureOperation): readonly OpenBranch[] {
  const { zeroAsOne, oneAsZero } = readout ?? { zeroAsOne: 0, oneAsZero: 0 };
  const cases = [
    { outcome: 0, reported: 0, weight: 1 - zeroAsOne },
    { outcome: 0, reported: 1, weight: zeroAsOne },
    { outcome: 1, reported: 0, weight: oneAsZero },
    { outcome: 1, reported: 1, weight: 1 - oneAsZero },
  ] as const;
  return cases.flatMap(({ outcome, reported, weight }) => {
    if (weight === 0) return [];
    const next = state.copy();
    next.project(qubit, outcome);
    next.scale(weight);
    if (next.trace() < NEGLIGIBLE) return [];
    const nextBits = bits.slice();
    nextBits[bit] = reported;
    return [{ bits: nextBits, state: next }];
  });
}
