import { assert, QForgeError } from '../../base/index.ts';
import { type UnitaryOperation } from '../circuit/operation.ts';
import { memoryText } from '../memory-text.ts';
import type { RandomDraws } from '../random/random-draws.ts';
import { type KernelPlan, kernelPlan } from './kernel-plan.ts';
import { asLinear, type LinearOperation } from './linear-operation.ts';
import { plainKernel } from './plain-kernel.ts';
import { simdKernel } from './simd-kernel.ts';
import type { StateKernel } from './state-kernel.ts';

/** Most qubits of a state vector: 1 GiB of amplitudes. */
export const MAX_STATE_QUBITS = 26;

/** Below this a kernel of its own memory is not worth its making. */
const LEAST_SIMD_QUBITS = 10;

/** Which kernel to use: `auto` takes the faster one where the machine has it. They agree to the last bit. */
export type KernelChoice = 'auto' | 'plain' | 'simd';

/**
 * The state of some qubits: one complex amplitude for each basis state.
 *
 * Bit q of a basis state's index is qubit q. Begins as all zeros.
 */
export class StateVector {
  readonly qubits: number;
  readonly #kernel: StateKernel;

  /** Throws `QUANTUM_TOO_LARGE` above {@link MAX_STATE_QUBITS}, before anything is allocated; `QUANTUM_ENGINE_UNSUITABLE` without the wanted kernel. */
  constructor(qubits: number, choice: KernelChoice = 'auto') {
    checkStateSize('A state vector', qubits, MAX_STATE_QUBITS, 16 * 2 ** qubits);
    this.qubits = qubits;
    this.#kernel = chooseKernel(qubits, choice);
    this.#kernel.amplitudes[0] = 1;
  }

  /** The amplitudes themselves: real and imaginary parts in turn, in the order of the index. */
  get amplitudes(): Float64Array {
    return this.#kernel.amplitudes;
  }

  /** Which kernel does the work. */
  get kernelName(): StateKernel['name'] {
    return this.#kernel.name;
  }

  /** Goes back to all zeros. */
  clear(): void {
    this.amplitudes.fill(0);
    this.amplitudes[0] = 1;
  }

  /** Becomes a copy of a state of as many qubits. */
  copyFrom(other: StateVector): void {
    assert(other.qubits === this.qubits, 'states of one size are copied');
    this.amplitudes.set(other.amplitudes);
  }

  /** Applies gates. */
  apply(operations: readonly UnitaryOperation[]): void {
    this.applyLinear(operations.map(asLinear));
  }

  /** Applies matrices that need not be unitary; the norm is left as it comes out. */
  applyLinear(operations: readonly LinearOperation[]): void {
    this.run(kernelPlan(operations, this.qubits));
  }

  /** Runs a plan made for as many qubits. */
  run(plan: KernelPlan): void {
    assert(plan.qubits === this.qubits, 'a plan is run on as many qubits as it was made for');
    this.#kernel.run(plan);
  }

  /** The squared length: 1, but for rounding. */
  norm(): number {
    return sumOfBlocks(this.amplitudes.length, (from, to) => {
      let sum = 0;
      for (let index = from; index < to; index++) sum += this.amplitudes[index] ** 2;
      return sum;
    });
  }

  /** Probability of seeing 1 at a qubit. */
  probabilityOfOne(qubit: number): number {
    const { amplitudes } = this;
    const stride = 2 << qubit;
    return sumOfBlocks(amplitudes.length / 2, (from, to) => {
      let sum = 0;
      for (let index = from; index < to; index++) {
        // The low bits of the index stay below the qubit's, the others go above it.
        const low = index & (stride - 1);
        sum += amplitudes[2 * (index - low) + stride + low] ** 2;
      }
      return sum;
    });
  }

  /** Measures a qubit by Born's rule; what is left is the part that fits the outcome, normalised. */
  measure(qubit: number, draws: RandomDraws): 0 | 1 {
    const one = this.probabilityOfOne(qubit);
    const total = this.norm();
    const outcome = draws.uniform() * total < one ? 1 : 0;
    this.project(qubit, outcome, outcome === 1 ? one : total - one);
    return outcome;
  }

  /** Keeps only the part in which a qubit has a value, and divides by the root of `probability`: that part's own. */
  project(qubit: number, value: 0 | 1, probability: number): void {
    const { amplitudes } = this;
    const factor = 1 / Math.sqrt(probability);
    const bit = 2 << qubit;
    const kept = value === 1 ? bit : 0;
    for (let index = 0; index < amplitudes.length; index++) {
      amplitudes[index] = (index & bit) === kept ? amplitudes[index] * factor : 0;
    }
  }

  /** Puts a qubit into 0: measures it, and turns it round if it was 1. */
  reset(qubit: number, draws: RandomDraws): void {
    if (this.measure(qubit, draws) === 1) this.apply([flip(qubit)]);
  }

  /** Multiplies everything, so that the norm is 1. */
  normalise(): void {
    const factor = 1 / Math.sqrt(this.norm());
    const { amplitudes } = this;
    for (let index = 0; index < amplitudes.length; index++) amplitudes[index] *= factor;
  }

  /** The inner product with another state, squared: how alike two pure states are, from 0 to 1. */
  fidelity(other: StateVector): number {
    assert(other.qubits === this.qubits, 'states of one size are compared');
    const [a, b] = [this.amplitudes, other.amplitudes];
    let [re, im] = [0, 0];
    for (let index = 0; index < a.length; index += 2) {
      re += a[index] * b[index] + a[index + 1] * b[index + 1];
      im += a[index] * b[index + 1] - a[index + 1] * b[index];
    }
    return re * re + im * im;
  }

  /** Probability of every basis state, in the order of the index. */
  probabilities(): Float64Array {
    const { amplitudes } = this;
    return Float64Array.from(
      { length: amplitudes.length / 2 },
      (_, index) => amplitudes[2 * index] ** 2 + amplitudes[2 * index + 1] ** 2,
    );
  }
}

/** Throws `QUANTUM_TOO_LARGE`, with the memory that so many qubits would take, when they are more than the limit. */
export function checkStateSize(what: string, qubits: number, limit: number, bytes: number): void {
  assert(Number.isInteger(qubits) && qubits >= 1, 'a state has at least one qubit');
  if (qubits > limit)
    throw new QForgeError('QUANTUM_TOO_LARGE', { what, qubits, limit, memoryText: memoryText(bytes) });
}

function chooseKernel(qubits: number, choice: KernelChoice): StateKernel {
  const isWanted = choice === 'simd' || (choice === 'auto' && qubits >= LEAST_SIMD_QUBITS);
  const kernel = isWanted ? simdKernel(qubits) : undefined;
  if (kernel === undefined && choice === 'simd') {
    throw new QForgeError('QUANTUM_ENGINE_UNSUITABLE', {
      engine: 'the SIMD kernel',
      reason: 'this machine has no WebAssembly SIMD',
    });
  }
  return kernel ?? plainKernel(qubits);
}

function flip(qubit: number): UnitaryOperation {
  return { kind: 'gate', gate: 'x', parameters: [], targets: [qubit], controls: [] };
}

const SUM_BLOCK = 4_096;

/** Sums up block by block, so that rounding errors stay small in long sums. */
function sumOfBlocks(length: number, sumOf: (from: number, to: number) => number): number {
  let sum = 0;
  for (let from = 0; from < length; from += SUM_BLOCK) sum += sumOf(from, Math.min(from + SUM_BLOCK, length));
  return sum;
}
