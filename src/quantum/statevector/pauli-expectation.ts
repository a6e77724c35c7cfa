import { QForgeError } from '../../base/index.ts';
import { bitCount } from '../bit-count.ts';
import type { StateVector } from './state-vector.ts';

/** A product of Pauli operators, as bits of the index: where X acts, and where Z does (both: Y). */
export interface PauliMasks {
  readonly x: number;
  readonly z: number;
}

/**
 * Reads a product such as `ZZI`: like a bit string, its last letter is qubit 0.
 *
 * Throws `ARGUMENT_INVALID` unless there is one of I, X, Y and Z for each qubit.
 */
export function pauliMasks(text: string, qubits: number): PauliMasks {
  if (!/^[IXYZ]+$/u.test(text) || text.length !== qubits) {
    throw new QForgeError('ARGUMENT_INVALID', {
      argument: `"${text}"`,
      reason: `it is not ${qubits} letters of I, X, Y and Z`,
    });
  }
  let [x, z] = [0, 0];
  for (const letter of text) {
    x = (x << 1) | (letter === 'X' || letter === 'Y' ? 1 : 0);
    z = (z << 1) | (letter === 'Z' || letter === 'Y' ? 1 : 0);
  }
  return { x, z };
}

/**
 * The mean of a product of Pauli operators in a state, from -1 to 1. Of `text`, such as `XIZ`, the last letter is qubit 0.
 *
 * Throws `ARGUMENT_INVALID` unless it has a letter I, X, Y or Z for each qubit.
 */
export function pauliExpectation(state: StateVector, text: string): number {
  const { x, z } = pauliMasks(text, state.qubits);
  const { amplitudes } = state;
  // P |i> = i^y (-1)^(i.z) |i xor x>, where y counts the Ys: the real part of the sum of conj(a[i xor x]) P a[i].
  const turns = bitCount(x & z) % 4;
  let [re, im] = [0, 0];
  for (let index = 0; index < amplitudes.length / 2; index++) {
    const [from, to] = [2 * index, 2 * (index ^ x)];
    const sign = bitCount(index & z) % 2 === 0 ? 1 : -1;
    re += sign * (amplitudes[to] * amplitudes[from] + amplitudes[to + 1] * amplitudes[from + 1]);
    im += sign * (amplitudes[to] * amplitudes[from + 1] - amplitudes[to + 1] * amplitudes[from]);
  }
  return [re, -im, -re, im][turns];
}
