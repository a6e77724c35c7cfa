import type { Circuit } from '../circuit/circuit.ts';
import type { Operation } from '../circuit/operation.ts';
import { gateTable } from '../gates/gate-table.ts';
import { misread } from '../noise/readout-error.ts';
import { drawIndex } from '../random/draw-index.ts';
import { asClifford } from '../stabilizer/clifford-operation.ts';
import type { InverseTableau } from '../stabilizer/inverse-tableau.ts';
import type { ShotProgram, ShotStep } from './shot-program.ts';

const PAULI_GATES = ['id', 'x', 'y', 'z'] as const;

/** A circuit on a tableau. All gates must be Clifford gates, all noise Pauli noise. */
export function stabilizerProgram(circuit: Circuit, tableau: InverseTableau): ShotProgram {
  return {
    bits: circuit.bits,
    begin: () => tableau.clear(),
    steps: circuit.operations.flatMap((operation): readonly ShotStep[] => {
      const act = actionOf(operation, tableau);
      return act === undefined ? [] : [{ when: operation.when, act }];
    }),
  };
}

function actionOf(operation: Operation, tableau: InverseTableau): ShotStep['act'] | undefined {
  switch (operation.kind) {
    case 'gate':
    case 'matrix': {
      const { steps, qubits } = asClifford(operation) ?? { steps: [], qubits: [] };
      return () => tableau.apply(steps, qubits);
    }
    case 'measure':
      return (bits, draws) => {
        bits[operation.bit] = misread(tableau.measure(operation.qubit, draws), operation.readout, draws);
      };
    case 'reset':
      return (_bits, draws) => tableau.reset(operation.qubit, draws);
    case 'noise':
      return (_bits, draws) => {
        let number = drawIndex(operation.channel.pauliProbabilities ?? [1], draws);
        for (const qubit of operation.qubits) {
          tableau.apply(gateTable[PAULI_GATES[number % 4]].clifford() ?? [], [qubit]);
          number = Math.floor(number / 4);
        }
      };
    default:
      return undefined;
  }
}
