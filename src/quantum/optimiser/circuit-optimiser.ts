import { Circuit } from '../circuit/circuit.ts';
import { isPlainUnitary, type Operation, qubitsOf, type UnitaryOperation } from '../circuit/operation.ts';
import { surelyCommute } from './gate-axes.ts';
import { isIdle, mergedGate } from './gate-merge.ts';

/** How far back a gate looks for one that it can be merged with. */
const LOOK_BACK = 256;

/**
 * A circuit with fewer gates that does the same, global phase included.
 *
 * A gate moves back past all that it surely commutes with - diagonal gates past controls, X rotations past the targets of CX - and is
 * merged with the first that it can be: rotations add up, inverses vanish. That is repeated until nothing changes. Barriers,
 * measurements, resets, noise and conditional gates stay, and nothing moves past them on their qubits.
 */
export function optimiseCircuit(circuit: Circuit): Circuit {
  let operations = circuit.operations;
  for (;;) {
    const shorter = oneSweep(operations);
    if (shorter.length === operations.length) break;
    operations = shorter;
  }
  const optimised = new Circuit(circuit.qubits, circuit.bits);
  for (const operation of operations) optimised.add(operation);
  return optimised;
}

function oneSweep(operations: readonly Operation[]): readonly Operation[] {
  const done: Operation[] = [];
  for (const operation of operations) {
    if (operation.kind === 'gate' && operation.when === undefined && isIdle(operation)) continue;
    if (!isPlainUnitary(operation) || !mergeBack(done, operation)) done.push(operation);
  }
  return done;
}

/** Merges a gate into an earlier one, if it can get there. */
function mergeBack(done: Operation[], gate: UnitaryOperation): boolean {
  for (let at = done.length - 1; at >= Math.max(0, done.length - LOOK_BACK); at--) {
    const earlier = done[at];
    if (earlier.kind === 'gate' && gate.kind === 'gate' && isPlainUnitary(earlier)) {
      const merged = mergedGate(earlier, gate);
      if (merged !== undefined) {
        done.splice(at, 1, ...(merged === 'nothing' ? [] : [merged]));
        return true;
      }
    }
    if (!canPass(gate, earlier)) return false;
  }
  return false;
}

function canPass(gate: UnitaryOperation, earlier: Operation): boolean {
  if (isPlainUnitary(earlier)) return surelyCommute(gate, earlier);
  const touched = new Set(qubitsOf(earlier));
  return qubitsOf(gate).every((qubit) => !touched.has(qubit));
}
