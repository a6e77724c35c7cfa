import type { Circuit } from '../circuit/circuit.ts';
import { isPlainUnitary, type Operation, type UnitaryOperation } from '../circuit/operation.ts';
import { misread } from '../noise/readout-error.ts';
import { kernelPlan } from '../statevector/kernel-plan.ts';
import { asLinear } from '../statevector/linear-operation.ts';
import { applyTrajectory } from '../statevector/noise-trajectory.ts';
import { StateVector } from '../statevector/state-vector.ts';
import type { ShotProgram, ShotStep } from './shot-program.ts';

/**
 * A circuit on a state vector. Gates up to the first chance are applied once, and each shot begins with a copy of that state.
 */
export function stateVectorProgram(circuit: Circuit, state: StateVector): ShotProgram {
  const { operations, bits } = circuit;
  const firstChance = operations.findIndex((operation) => !isPlainUnitary(operation) && operation.kind !== 'barrier');
  const split = firstChance === -1 ? operations.length : firstChance;
  const start = new StateVector(circuit.qubits);
  start.apply(operations.slice(0, split).filter(isPlainUnitary));
  return { bits, begin: () => state.copyFrom(start), steps: stateVectorSteps(operations.slice(split), state) };
}

/** Applies the gates of a circuit whose measurements all come last, and leaves those out. */
export function applyGates(circuit: Circuit, state: StateVector): void {
  state.apply(circuit.operations.filter(isPlainUnitary));
}

/** The steps of operations on a state; gates that follow each other become one plan. */
export function stateVectorSteps(operations: readonly Operation[], state: StateVector): readonly ShotStep[] {
  const steps: ShotStep[] = [];
  let gates: UnitaryOperation[] = [];
  const finishGates = (): void => {
    if (gates.length > 0) steps.push(gateStep(gates, undefined, state));
    gates = [];
  };
  for (const operation of operations) {
    if (isPlainUnitary(operation)) gates.push(operation);
    else {
      finishGates();
      steps.push(...stepOf(operation, state));
    }
  }
  finishGates();
  return steps;
}

function gateStep(gates: readonly UnitaryOperation[], when: ShotStep['when'], state: StateVector): ShotStep {
  const plan = kernelPlan(gates.map(asLinear), state.qubits);
  return { when, act: () => state.run(plan) };
}

function stepOf(operation: Operation, state: StateVector): readonly ShotStep[] {
  const { when } = operation;
  switch (operation.kind) {
    case 'gate':
    case 'matrix':
      return [gateStep([operation], when, state)];
    case 'measure':
      return [
        {
          when,
          act: (bits, draws) => {
            bits[operation.bit] = misread(state.measure(operation.qubit, draws), operation.readout, draws);
          },
        },
      ];
    case 'reset':
      return [{ when, act: (_bits, draws) => state.reset(operation.qubit, draws) }];
    case 'noise':
      return [{ when, act: (_bits, draws) => applyTrajectory(state, operation.channel, operation.qubits, draws) }];
    default:
      return [];
  }
}
