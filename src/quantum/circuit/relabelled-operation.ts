import type { Operation } from './operation.ts';

/** The same operation on other qubits and bits: number i becomes the i-th one of the list; without a list all stay. */
export function relabelled(
  operation: Operation,
  qubits: readonly number[] | undefined,
  bits: readonly number[] | undefined,
): Operation {
  const qubit = (index: number): number => (qubits === undefined ? index : (qubits.at(index) ?? Number.NaN));
  const bit = (index: number): number => (bits === undefined ? index : (bits.at(index) ?? Number.NaN));
  const moved = moveQubits(operation, qubit, bit);
  if (operation.when === undefined) return moved;
  return { ...moved, when: operation.when.map((condition) => ({ ...condition, bits: condition.bits.map(bit) })) };
}

function moveQubits(operation: Operation, qubit: (index: number) => number, bit: (index: number) => number): Operation {
  switch (operation.kind) {
    case 'gate':
    case 'matrix': {
      const controls = operation.controls.map((control) => ({ ...control, qubit: qubit(control.qubit) }));
      return { ...operation, targets: operation.targets.map(qubit), controls };
    }
    case 'measure':
      return { ...operation, qubit: qubit(operation.qubit), bit: bit(operation.bit) };
    case 'reset':
      return { ...operation, qubit: qubit(operation.qubit) };
    default:
      return { ...operation, qubits: operation.qubits.map(qubit) };
  }
}
