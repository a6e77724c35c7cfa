import type { UnitaryOperation } from '../circuit/operation.ts';
import { type ComplexMatrix, conjugate, matrixSum, tensorProduct } from '../complex-matrix.ts';
import { kernelPlan } from '../statevector/kernel-plan.ts';
import { asLinear, type LinearOperation } from '../statevector/linear-operation.ts';
import { checkStateSize, StateVector } from '../statevector/state-vector.ts';
import type { NoiseChannel } from './noise-channel.ts';

/** Most qubits of a density matrix: as many amplitudes as a state vector of twice as many has. */
export const MAX_DENSITY_QUBITS = 10;

/**
 * A mixed state: what is known of some qubits after noise, exactly.
 *
 * It is kept as a vector of twice as many qubits - the lower half are the rows, the upper half the columns - so that the kernels
 * of the state vector work on it: a gate acts on the rows, its complex conjugate on the columns.
 */
export class DensityMatrix {
  readonly qubits: number;
  readonly #vector: StateVector;

  /** All zeros. Throws `QUANTUM_TOO_LARGE` above {@link MAX_DENSITY_QUBITS}. */
  constructor(qubits: number) {
    checkStateSize('A density matrix', qubits, MAX_DENSITY_QUBITS, 16 * 4 ** qubits);
    this.qubits = qubits;
    this.#vector = new StateVector(2 * qubits);
  }

  /** A copy of this state. */
  copy(): DensityMatrix {
    const copy = new DensityMatrix(this.qubits);
    copy.#vector.copyFrom(this.#vector);
    return copy;
  }

  /** Applies gates. */
  apply(operations: readonly UnitaryOperation[]): void {
    this.#run(operations.map(asLinear).flatMap((operation) => [operation, this.#onColumns(operation)]));
  }

  /** Lets noise act. */
  applyNoise(channel: NoiseChannel, qubits: readonly number[]): void {
    // The sum over all Kraus operators of K on the rows and conj(K) on the columns, as one matrix.
    const [first, ...rest] = channel.kraus.map((operator) => tensorProduct(conjugate(operator), operator));
    const targets = [...qubits, ...qubits.map((qubit) => qubit + this.qubits)];
    this.#run([{ matrix: matrixSum(first, ...rest), targets, controls: [] }]);
  }

  /** Forgets what a qubit was, and puts it into 0. */
  reset(qubit: number): void {
    const lower: ComplexMatrix = { size: 2, entries: Float64Array.of(0, 0, 1, 0, 0, 0, 0, 0) };
    const keep: ComplexMatrix = { size: 2, entries: Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0) };
    this.applyNoise({ label: 'reset', qubits: 1, kraus: [keep, lower], pauliProbabilities: undefined }, [qubit]);
  }

  /** Keeps the part in which a qubit has a value, not normalised: its trace is the probability of that. */
  project(qubit: number, value: 0 | 1): void {
    this.#vector.project(qubit, value, 1);
    this.#vector.project(qubit + this.qubits, value, 1);
  }

  /** The sum of the diagonal: 1 for a normalised state. */
  trace(): number {
    return this.probabilities().reduce((sum, probability) => sum + probability, 0);
  }

  /** The diagonal: the probability of every basis state. */
  probabilities(): Float64Array {
    const size = 2 ** this.qubits;
    return Float64Array.from({ length: size }, (_, index) => this.#vector.amplitudes[2 * index * (size + 1)]);
  }

  /** The whole matrix. */
  matrix(): ComplexMatrix {
    const size = 2 ** this.qubits;
    const entries = new Float64Array(2 * size * size);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const from = 2 * (row + size * column);
        entries.set(this.#vector.amplitudes.subarray(from, from + 2), 2 * (row * size + column));
      }
    }
    return { size, entries };
  }

  /** The state of some qubits, all others traced out; the first one is the lowest bit. */
  reduced(qubits: readonly number[]): ComplexMatrix {
    const { size, entries } = this.matrix();
    const small = 2 ** qubits.length;
    const inside = qubits.reduce((mask, qubit) => mask | (1 << qubit), 0);
    const partOf = (index: number): number =>
      qubits.reduce((sum, qubit, place) => sum | (((index >> qubit) & 1) << place), 0);
    const reduced = new Float64Array(2 * small * small);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        if ((row & ~inside) !== (column & ~inside)) continue;
        const [to, from] = [2 * (partOf(row) * small + partOf(column)), 2 * (row * size + column)];
        reduced[to] += entries[from];
        reduced[to + 1] += entries[from + 1];
      }
    }
    return { size: small, entries: reduced };
  }

  /** How much of a pure state is in this one: `<state| rho |state>`. */
  fidelity(state: StateVector): number {
    const { size, entries } = this.matrix();
    const { amplitudes } = state;
    let fidelity = 0;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const at = 2 * (row * size + column);
        const [re, im] = [
          amplitudes[2 * row] * amplitudes[2 * column] + amplitudes[2 * row + 1] * amplitudes[2 * column + 1],
          amplitudes[2 * row] * amplitudes[2 * column + 1] - amplitudes[2 * row + 1] * amplitudes[2 * column],
        ];
        fidelity += entries[at] * re - entries[at + 1] * im;
      }
    }
    return fidelity;
  }

  /** Multiplies everything by a real number. */
  scale(factor: number): void {
    const { amplitudes } = this.#vector;
    for (let index = 0; index < amplitudes.length; index++) amplitudes[index] *= factor;
  }

  #onColumns({ matrix, targets, controls }: LinearOperation): LinearOperation {
    return {
      matrix: conjugate(matrix),
      targets: targets.map((target) => target + this.qubits),
      controls: controls.map(({ qubit, value }) => ({ qubit: qubit + this.qubits, value })),
    };
  }

  #run(operations: readonly LinearOperation[]): void {
    this.#vector.run(kernelPlan(operations, 2 * this.qubits));
  }
}
