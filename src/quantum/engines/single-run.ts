import type { RandomSource } from '../../base/index.ts';
import type { Circuit } from '../circuit/circuit.ts';
import { terminalMeasurements } from '../circuit/terminal-measurements.ts';
import { RandomDraws } from '../random/random-draws.ts';
import { type KernelChoice, StateVector } from '../statevector/state-vector.ts';
import { runShot } from './shot-program.ts';
import { applyGates, stateVectorProgram } from './statevector-program.ts';

/** Where one run of a circuit ended: its state, collapsed by every measurement, and its bits. */
export interface SingleRun {
  readonly state: StateVector;
  readonly bits: Uint8Array;
}

/** Runs a circuit once on a state vector. Throws `QUANTUM_TOO_LARGE`; `QUANTUM_ENGINE_UNSUITABLE` without the wanted kernel. */
export function runOnce(circuit: Circuit, random: RandomSource, kernel: KernelChoice = 'auto'): SingleRun {
  const state = new StateVector(circuit.qubits, kernel);
  const bits = runShot(stateVectorProgram(circuit, state), new RandomDraws(random));
  return { state, bits };
}

/** The state that a circuit ends in, and whether chance had a part in it. */
export interface FinalState {
  readonly state: StateVector;
  readonly isCollapsed: boolean;
}

/** The state before the measurements if those all come last; otherwise where one run ends. Throws `QUANTUM_TOO_LARGE`. */
export function finalState(circuit: Circuit, random: RandomSource): FinalState {
  if (terminalMeasurements(circuit) === undefined) return { state: runOnce(circuit, random).state, isCollapsed: true };
  const state = new StateVector(circuit.qubits);
  applyGates(circuit, state);
  return { state, isCollapsed: false };
}
