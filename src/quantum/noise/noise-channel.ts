import { assert, QForgeError } from '../../base/index.ts';
import {
  type ComplexMatrix,
  complexMatrix,
  matrixProduct,
  realMatrix,
  scaledMatrix,
  tensorProduct,
} from '../complex-matrix.ts';
import { fixedMatrices } from '../gates/gate-matrices.ts';

/** Noise, as its Kraus operators: a state goes to the sum of `K rho K†`. */
export interface NoiseChannel {
  /** Its name and strength, for drawings and messages. */
  readonly label: string;
  readonly qubits: number;
  readonly kraus: readonly ComplexMatrix[];
  /**
   * For a channel that only applies Pauli operators: the probability of each, in the order of its number. Of the number
   * in base 4, the lowest digit is the first qubit's; 0, 1, 2 and 3 are I, X, Y and Z.
   */
  readonly pauliProbabilities: readonly number[] | undefined;
}

const PAULIS: readonly ComplexMatrix[] = [fixedMatrices.id, fixedMatrices.x, fixedMatrices.y, fixedMatrices.z];

/**
 * Puts the maximally mixed state in place of the qubit with this probability: each Pauli error has a quarter of it.
 *
 * Throws `ARGUMENT_INVALID` unless it is from 0 to 1, as all channels of this file do.
 */
export function depolarizing(probability: number): NoiseChannel {
  const p = checkedProbability(probability);
  return pauliChannel(strengthLabel('depolarizing', p), [1 - (3 * p) / 4, p / 4, p / 4, p / 4]);
}

/** {@link depolarizing} for two qubits: each of the fifteen Pauli errors has a sixteenth of the probability. */
export function depolarizing2(probability: number): NoiseChannel {
  const p = checkedProbability(probability);
  const weights = Array.from({ length: 16 }, (_, index) => (index === 0 ? 1 - (15 * p) / 16 : p / 16));
  return pauliChannel(strengthLabel('depolarizing2', p), weights);
}

/** Flips the phase with this probability. */
export function dephasing(probability: number): NoiseChannel {
  const p = checkedProbability(probability);
  return pauliChannel(strengthLabel('dephasing', p), [1 - p, 0, 0, p]);
}

/** Flips the bit with this probability. */
export function bitFlip(probability: number): NoiseChannel {
  const p = checkedProbability(probability);
  return pauliChannel(strengthLabel('bit flip', p), [1 - p, p, 0, 0]);
}

/**
 * Pauli operators with these probabilities: four in the order I, X, Y, Z for one qubit, sixteen for two, the first qubit's digit lowest.
 *
 * Throws `ARGUMENT_INVALID` for probabilities that do not sum up to 1.
 */
export function pauliChannel(label: string, probabilities: readonly number[]): NoiseChannel {
  const qubits = Math.log2(probabilities.length) / 2;
  assert(qubits === 1 || qubits === 2, 'a Pauli channel acts on one or two qubits');
  const sum = probabilities.reduce((total, probability) => total + checkedProbability(probability), 0);
  if (Math.abs(sum - 1) > 1e-9) throw invalid('the probabilities of a Pauli channel', `they sum up to ${sum}`);
  const kraus = probabilities.flatMap((probability, number) =>
    probability === 0 ? [] : [scaledMatrix(pauliMatrix(number, qubits), Math.sqrt(probability), 0)],
  );
  return { label, qubits, kraus, pauliProbabilities: probabilities };
}

/** Lets 1 decay to 0 with this probability. */
export function amplitudeDamping(probability: number): NoiseChannel {
  const p = checkedProbability(probability);
  return {
    label: strengthLabel('amplitude damping', p),
    qubits: 1,
    kraus: [realMatrix(2, [1, 0, 0, Math.sqrt(1 - p)]), realMatrix(2, [0, Math.sqrt(p), 0, 0])],
    pauliProbabilities: undefined,
  };
}

/** A channel from its Kraus operators. Throws `QUANTUM_CIRCUIT_INVALID` unless they keep the total probability. */
export function krausChannel(label: string, kraus: readonly ComplexMatrix[]): NoiseChannel {
  const size = kraus.at(0)?.size ?? 0;
  if (size !== 2 && size !== 4)
    throw new QForgeError('QUANTUM_CIRCUIT_INVALID', { reason: `${label} acts on one or two qubits` });
  const channel: NoiseChannel = { label, qubits: Math.log2(size), kraus, pauliProbabilities: undefined };
  const deviation = completenessError(channel);
  if (!(deviation < 1e-9)) {
    throw new QForgeError('QUANTUM_CIRCUIT_INVALID', { reason: `${label} loses or makes probability: ${deviation}` });
  }
  return channel;
}

/** Largest entry of `sum K† K - 1`: 0 for a channel that keeps probability. */
export function completenessError({ kraus }: NoiseChannel): number {
  const size = kraus.at(0)?.size ?? 0;
  const total = new Float64Array(2 * size * size);
  for (const operator of kraus) {
    const { entries } = matrixProduct(conjugateTranspose(operator), operator);
    for (let index = 0; index < total.length; index++) total[index] += entries[index];
  }
  for (let row = 0; row < size; row++) total[2 * row * (size + 1)] -= 1;
  return total.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** The Pauli operator of a number in base 4, the lowest digit for the first qubit. */
export function pauliMatrix(number: number, qubits: number): ComplexMatrix {
  const low = PAULIS[number % 4];
  return qubits === 1 ? low : tensorProduct(pauliMatrix(Math.floor(number / 4), qubits - 1), low);
}

function conjugateTranspose({ size, entries }: ComplexMatrix): ComplexMatrix {
  const turned: number[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const index = 2 * (column * size + row);
      turned.push(entries[index], -entries[index + 1]);
    }
  }
  return complexMatrix(size, turned);
}

/** A name with its strength, short enough to be drawn. */
function strengthLabel(name: string, probability: number): string {
  return `${name}(${Number(probability.toPrecision(4))})`;
}

function checkedProbability(value: number): number {
  if (!(value >= 0 && value <= 1)) throw invalid('a probability', `${value} is not between 0 and 1`);
  return value;
}

function invalid(argument: string, reason: string): QForgeError {
  return new QForgeError('ARGUMENT_INVALID', { argument, reason });
}
