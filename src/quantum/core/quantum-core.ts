import { assert, type Clock, QForgeError, type RandomSource } from '../../base/index.ts';
import { Circuit } from '../circuit/circuit.ts';
import { isPlainUnitary } from '../circuit/operation.ts';
import { bitText } from '../engines/bit-counts.ts';
import { runSteps } from '../engines/shot-program.ts';
import { type SimulationOptions, type SimulationResult, simulate } from '../engines/simulation.ts';
import { stateVectorSteps } from '../engines/statevector-program.ts';
import { type BellState, bellCircuit } from '../protocols/bell-states.ts';
import { teleportationCircuit } from '../protocols/teleportation.ts';
import { RandomDraws } from '../random/random-draws.ts';
import { InverseTableau } from '../stabilizer/inverse-tableau.ts';
import { pauliExpectation } from '../statevector/pauli-expectation.ts';
import type { StateVector } from '../statevector/state-vector.ts';
import { type KeptStateSummary, type StateLimits, StateTable } from './state-table.ts';

/** Default limits of a core. */
export const MAX_CORE_STATES = 1_024;
/** States of a core together, unless it is told otherwise. */
export const MAX_CORE_BYTES = 1_073_741_824;
/** A state that is not used for so long is dropped, unless the core is told otherwise. */
export const STATE_LIFETIME_MS = 600_000;
/** Most simulated random bits of one call. */
export const MAX_RANDOM_BITS = 1_048_576;

/** What a core is handed. */
export interface QuantumCoreOptions {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly limits?: Partial<StateLimits>;
}

/** What was seen, and how probable that was. */
export interface Measured {
  readonly outcome: 0 | 1;
  readonly probability: number;
}

/** Bits from a simulated measurement. */
export interface SimulatedBits {
  readonly bits: Uint8Array;
  /** Always true: they come from the random source that the core was handed, and are no key material. */
  readonly simulated: true;
}

/** How a core is. */
export interface QuantumStatus {
  readonly states: readonly KeptStateSummary[];
  readonly limits: StateLimits;
  readonly statesCreated: number;
  readonly statesExpired: number;
  readonly stateBytes: number;
  readonly gatesApplied: number;
  readonly measurements: number;
  readonly circuitsRun: number;
}

/**
 * States by ID, and what can be done with them: the simulator for programs that do not build circuits themselves.
 *
 * Throws `QUANTUM_STATE_UNKNOWN`, `QUANTUM_STATE_LIMIT`, and what circuits and engines throw.
 */
export class QuantumCore implements Disposable {
  readonly #random: RandomSource;
  readonly #draws: RandomDraws;
  readonly #limits: StateLimits;
  readonly #states: StateTable;
  #gatesApplied = 0;
  #measurements = 0;
  #circuitsRun = 0;

  constructor({ clock, random, limits }: QuantumCoreOptions) {
    this.#random = random;
    this.#draws = new RandomDraws(random);
    this.#limits = { maxStates: MAX_CORE_STATES, maxBytes: MAX_CORE_BYTES, lifetimeMs: STATE_LIFETIME_MS, ...limits };
    this.#states = new StateTable(this.#limits, clock);
  }

  /** A new state of all zeros; returns its ID. Throws `QUANTUM_CIRCUIT_INVALID`, `QUANTUM_TOO_LARGE`, `QUANTUM_STATE_LIMIT`. */
  createState(qubits: number): string {
    return this.#states.create(qubits);
  }

  /** A new state with every basis state equally likely; returns its ID. Throws as {@link createState}. */
  createSuperposition(qubits: number): string {
    const circuit = new Circuit(qubits, 0);
    for (let qubit = 0; qubit < qubits; qubit++) circuit.h(qubit);
    return this.#createWith(circuit);
  }

  /** A new state of two qubits that is a Bell state; returns its ID. Throws `QUANTUM_STATE_LIMIT`. */
  createBellPair(state: BellState = 'phi+'): string {
    return this.#createWith(bellCircuit(state));
  }

  /** Applies a gate by any name that OpenQASM has for it; angles in radians. Throws `QUANTUM_GATE_UNKNOWN`, `QUANTUM_CIRCUIT_INVALID`. */
  applyGate(id: string, gate: string, qubits: readonly number[], angles: readonly number[] = []): void {
    const state = this.#states.use(id);
    this.#applyGates(state, new Circuit(state.qubits, 0).gate(gate, qubits, angles));
  }

  /** Runs a circuit on a state; returns its bits, the last sign bit 0. Throws `QUANTUM_CIRCUIT_INVALID` for one of other qubits. */
  applyCircuit(id: string, circuit: Circuit): string {
    const state = this.#states.use(id);
    if (circuit.qubits !== state.qubits) {
      const reason = `it has ${circuit.qubits} qubits, and the state has ${state.qubits}`;
      throw new QForgeError('QUANTUM_CIRCUIT_INVALID', { reason });
    }
    const bits = new Uint8Array(circuit.bits);
    runSteps(stateVectorSteps(circuit.operations, state), bits, this.#draws);
    this.#count(circuit);
    return bitText(bits);
  }

  /** Measures a qubit by Born's rule; the state collapses. Throws `QUANTUM_CIRCUIT_INVALID` for a qubit that is not there. */
  measure(id: string, qubit: number): Measured {
    const state = this.#states.use(id);
    new Circuit(state.qubits).measure(qubit);
    const one = state.probabilityOfOne(qubit);
    const outcome = state.measure(qubit, this.#draws);
    this.#measurements += 1;
    return { outcome, probability: outcome === 1 ? one : 1 - one };
  }

  /** Measures all qubits; the last sign is qubit 0. */
  measureAll(id: string): string {
    const { qubits } = this.#states.use(id);
    return bitText(Array.from({ length: qubits }, (_, qubit) => this.measure(id, qubit).outcome));
  }

  /** Probability of each basis state. */
  probabilities(id: string): Float64Array {
    return this.#states.use(id).probabilities();
  }

  /** A copy of the amplitudes: real and imaginary parts in turn. */
  amplitudes(id: string): Float64Array {
    return this.#states.use(id).amplitudes.slice();
  }

  /** How alike two states are: 1 for the same, 0 for what one measurement can tell apart. Throws `ARGUMENT_INVALID` for unequal sizes. */
  fidelity(one: string, other: string): number {
    const [first, second] = [this.#states.use(one), this.#states.use(other)];
    if (first.qubits !== second.qubits) {
      throw new QForgeError('ARGUMENT_INVALID', {
        argument: 'the other state',
        reason: 'it has another number of qubits',
      });
    }
    return first.fidelity(second);
  }

  /** The mean of a product of Pauli operators such as `ZZ`; its last letter is qubit 0. Throws as {@link pauliExpectation}. */
  expectation(id: string, pauli: string): number {
    return pauliExpectation(this.#states.use(id), pauli);
  }

  /**
   * Teleports the state of one qubit, which is released; returns the ID of a new state of three qubits, the last of which has it now.
   *
   * Throws `ARGUMENT_INVALID` for a state of more qubits, `QUANTUM_STATE_LIMIT`.
   */
  teleport(id: string): string {
    const state = this.#states.use(id);
    if (state.qubits !== 1) {
      throw new QForgeError('ARGUMENT_INVALID', {
        argument: 'the state',
        reason: 'teleportation takes a state of one qubit',
      });
    }
    const target = this.#states.create(3);
    this.#states.use(target).amplitudes.set(state.amplitudes);
    this.applyCircuit(
      target,
      teleportationCircuit(() => undefined),
    );
    this.#states.release(id);
    return target;
  }

  /** Runs a circuit on an engine that suits it. Throws as {@link simulate}. */
  runCircuit(
    circuit: Circuit,
    shots: number,
    options?: Pick<SimulationOptions, 'engine' | 'kernel'>,
  ): SimulationResult {
    const result = simulate(circuit, { ...options, shots, random: this.#random });
    this.#circuitsRun += 1;
    return result;
  }

  /** Bits of qubits measured in superposition. Simulated: never key material. Throws `ARGUMENT_INVALID` over {@link MAX_RANDOM_BITS}. */
  randomBits(count: number): SimulatedBits {
    if (!Number.isInteger(count) || count < 0 || count > MAX_RANDOM_BITS) {
      throw new QForgeError('ARGUMENT_INVALID', {
        argument: 'the number of bits',
        reason: `${count} is not 0 to ${MAX_RANDOM_BITS}`,
      });
    }
    const qubit = new InverseTableau(1);
    return { bits: Uint8Array.from({ length: count }, () => this.#measureSuperposition(qubit)), simulated: true };
  }

  /** Drops a state. */
  release(id: string): void {
    this.#states.release(id);
  }

  /** States, limits and totals. */
  getStatus(): QuantumStatus {
    const { created, expired, bytes } = this.#states.totals();
    return {
      states: this.#states.list(),
      limits: this.#limits,
      statesCreated: created,
      statesExpired: expired,
      stateBytes: bytes,
      gatesApplied: this.#gatesApplied,
      measurements: this.#measurements,
      circuitsRun: this.#circuitsRun,
    };
  }

  /** Drops all states. */
  shutdown(): void {
    this.#states.clear();
  }

  /** {@link shutdown}, for `using`. */
  [Symbol.dispose](): void {
    this.shutdown();
  }

  #measureSuperposition(qubit: InverseTableau): 0 | 1 {
    qubit.clear();
    qubit.apply([['h', 0]], [0]);
    return qubit.measure(0, this.#draws);
  }

  #createWith(circuit: Circuit): string {
    const id = this.#states.create(circuit.qubits);
    this.#applyGates(this.#states.use(id), circuit);
    return id;
  }

  #applyGates(state: StateVector, circuit: Circuit): void {
    const gates = circuit.operations.filter(isPlainUnitary);
    assert(gates.length === circuit.operations.length, 'only gates are applied here');
    state.apply(gates);
    this.#gatesApplied += gates.length;
  }

  #count({ operations }: Circuit): void {
    this.#gatesApplied += operations.filter(({ kind }) => kind === 'gate' || kind === 'matrix').length;
    this.#measurements += operations.filter(({ kind }) => kind === 'measure').length;
  }
}
