import { QForgeError, type RandomSource } from '../../base/index.ts';
import type { Circuit } from '../circuit/circuit.ts';
import { terminalMeasurements } from '../circuit/terminal-measurements.ts';
import { RandomDraws } from '../random/random-draws.ts';
import { FRAME_SHOTS } from '../stabilizer/frame-batch.ts';
import { FrameSampler } from '../stabilizer/frame-sampler.ts';
import { InverseTableau } from '../stabilizer/inverse-tableau.ts';
import { sampleBasisStates } from '../statevector/basis-sampler.ts';
import { type KernelChoice, StateVector } from '../statevector/state-vector.ts';
import { BitCounter, type BitCounts, bitText } from './bit-counts.ts';
import { chooseEngine, type EngineName } from './engine-choice.ts';
import { exactBranches } from './exact-branches.ts';
import { countShots } from './shot-program.ts';
import { stabilizerProgram } from './stabilizer-program.ts';
import { applyGates, stateVectorProgram } from './statevector-program.ts';

/** Most shots of one simulation. */
export const MAX_SHOTS = 100_000_000;

/** What is run, and how. */
export interface SimulationOptions {
  readonly shots: number;
  /** Where chance comes from: a `SeededRandom` makes the run repeatable. */
  readonly random: RandomSource;
  /** Chosen by the circuit unless it is given. */
  readonly engine?: EngineName;
  readonly kernel?: KernelChoice;
}

/** What was seen. */
export interface SimulationResult {
  readonly shots: number;
  readonly counts: BitCounts;
  readonly engine: EngineName;
  /** Why that engine, one sentence each. */
  readonly reasons: readonly string[];
}

/**
 * Runs a circuit so many times and counts what its bits were.
 *
 * Throws `ARGUMENT_INVALID` for shots outside 1 to {@link MAX_SHOTS}, `QUANTUM_ENGINE_UNSUITABLE` where no engine, or not the wanted one,
 * can run the circuit, `QUANTUM_TOO_LARGE` for more qubits than it takes.
 */
export function simulate(circuit: Circuit, options: SimulationOptions): SimulationResult {
  const { shots } = options;
  if (!Number.isInteger(shots) || shots < 1 || shots > MAX_SHOTS) {
    throw new QForgeError('ARGUMENT_INVALID', { argument: 'shots', reason: `${shots} is not 1 to ${MAX_SHOTS}` });
  }
  const { engine, reasons } = chooseEngine(circuit, options.engine);
  const counts = runEngine[engine](circuit, options, new RandomDraws(options.random));
  return { shots, counts, engine, reasons };
}

type RunEngine = (circuit: Circuit, options: SimulationOptions, draws: RandomDraws) => BitCounts;

const runEngine: Readonly<Record<EngineName, RunEngine>> = {
  statevector: (circuit, { shots, kernel }, draws) => {
    const state = new StateVector(circuit.qubits, kernel);
    const sources = terminalMeasurements(circuit);
    if (sources === undefined) return countShots(stateVectorProgram(circuit, state), shots, draws);
    applyGates(circuit, state);
    const { amplitudes } = state;
    const weight = (index: number): number => amplitudes[2 * index] ** 2 + amplitudes[2 * index + 1] ** 2;
    return countIndices(sampleBasisStates(2 ** circuit.qubits, weight, shots, draws), sources);
  },
  stabilizer: (circuit, { shots }, draws) =>
    countShots(stabilizerProgram(circuit, new InverseTableau(circuit.qubits)), shots, draws),
  frames: (circuit, { shots }, draws) => {
    const sampler = new FrameSampler(circuit, draws);
    const counter = new BitCounter();
    for (let done = 0; done < shots; done += FRAME_SHOTS) {
      addBatch(counter, sampler.nextBatch(), Math.min(FRAME_SHOTS, shots - done));
    }
    return counter.finish();
  },
  density: (circuit, { shots }, draws) => {
    const branches = exactBranches(circuit);
    const drawn = sampleBasisStates(branches.length, (index) => branches[index].probability, shots, draws);
    const counter = new BitCounter();
    for (const index of drawn) counter.add(bitText(branches[index].bits));
    return counter.finish();
  },
};

function countIndices(indices: Int32Array, sources: Int32Array): BitCounts {
  const counter = new BitCounter();
  const times = new Map<number, number>();
  for (const index of indices) times.set(index, (times.get(index) ?? 0) + 1);
  for (const [index, count] of times) {
    counter.add(bitText(sources.map((qubit) => (qubit === -1 ? 0 : (index >> qubit) & 1))), count);
  }
  return counter.finish();
}

function addBatch(counter: BitCounter, words: readonly Int32Array[], shots: number): void {
  const bits = new Uint8Array(words.length);
  for (let shot = 0; shot < shots; shot++) {
    for (const [bit, column] of words.entries()) bits[bit] = (column[shot >> 5] >>> (shot & 31)) & 1;
    counter.add(bitText(bits));
  }
}
