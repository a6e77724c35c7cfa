import type { Circuit } from './circuit.ts';
import { qubitsOf } from './operation.ts';

/** How large a circuit is. */
export interface CircuitSize {
  readonly qubits: number;
  readonly bits: number;
  readonly operations: number;
  /** Operations that must wait for each other at most; barriers and noise take no time, but a barrier makes others wait. */
  readonly depth: number;
  /** How often each operation is there, by its name; controls are written in front as `c`. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Counts the operations of a circuit, and how deep they are. */
export function circuitSize({ qubits, bits, operations }: Circuit): CircuitSize {
  const counts = new Map<string, number>();
  const [qubitDepth, bitDepth] = [new Int32Array(qubits), new Int32Array(bits)];
  for (const operation of operations) {
    const touched = qubitsOf(operation);
    const read = (operation.when ?? []).flatMap((condition) => condition.bits);
    const written = operation.kind === 'measure' ? [operation.bit] : [];
    const before = Math.max(0, ...touched.map((qubit) => qubitDepth[qubit]), ...read.map((bit) => bitDepth[bit]));
    const takesTime = operation.kind !== 'barrier' && operation.kind !== 'noise';
    const after = takesTime ? before + 1 : before;
    for (const qubit of touched) qubitDepth[qubit] = after;
    for (const bit of written) bitDepth[bit] = after;
    const name = operationName(operation);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return {
    qubits,
    bits,
    operations: operations.length,
    depth: qubitDepth.reduce((most, value) => Math.max(most, value), 0),
    counts,
  };
}

function operationName(operation: Circuit['operations'][number]): string {
  if (operation.kind === 'gate') return 'c'.repeat(operation.controls.length) + operation.gate;
  return operation.kind === 'matrix' ? 'c'.repeat(operation.controls.length) + operation.label : operation.kind;
}
