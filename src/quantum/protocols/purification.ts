import { Circuit } from '../circuit/circuit.ts';
import { type NoiseChannel, pauliChannel } from '../noise/noise-channel.ts';
import { addBellPair } from './bell-states.ts';

/** How likely a pair is to be each Bell state; the four sum up to 1. */
export interface BellDiagonal {
  readonly phiPlus: number;
  readonly psiMinus: number;
  readonly psiPlus: number;
  readonly phiMinus: number;
}

/** What a round of purification gives when it succeeds, and how often it does. */
export interface PurifiedPair {
  readonly state: BellDiagonal;
  readonly successProbability: number;
}

/** What a round gives in terms of fidelity. */
export interface PurifiedFidelity {
  readonly fidelity: number;
  readonly successProbability: number;
}

/** The protocols: that of Bennett et al. 1996, and that of Deutsch et al. 1996, which turns the pairs first. */
export type PurificationProtocol = 'bbpssw' | 'dejmps';

/** BBPSSW with two Werner pairs: fidelity of the pair that is kept, and the probability to keep it. */
export function bbpssw(first: number, second: number = first): PurifiedFidelity {
  const [badFirst, badSecond] = [(1 - first) / 3, (1 - second) / 3];
  const successProbability = first * second + first * badSecond + second * badFirst + 5 * badFirst * badSecond;
  return { fidelity: (first * second + badFirst * badSecond) / successProbability, successProbability };
}

/** DEJMPS with two pairs that are diagonal in the Bell basis. */
export function dejmps(first: BellDiagonal, second: BellDiagonal = first): PurifiedPair {
  const [a1, b1, c1, d1] = [first.phiPlus, first.psiMinus, first.psiPlus, first.phiMinus];
  const [a2, b2, c2, d2] = [second.phiPlus, second.psiMinus, second.psiPlus, second.phiMinus];
  const successProbability = (a1 + b1) * (a2 + b2) + (c1 + d1) * (c2 + d2);
  return {
    state: {
      phiPlus: (a1 * a2 + b1 * b2) / successProbability,
      psiMinus: (c1 * d2 + d1 * c2) / successProbability,
      psiPlus: (c1 * c2 + d1 * d2) / successProbability,
      phiMinus: (a1 * b2 + b1 * a2) / successProbability,
    },
    successProbability,
  };
}

/** Noise on one half of Phi+ that makes a pair of these probabilities. Throws `ARGUMENT_INVALID` unless they sum up to 1. */
export function bellDiagonalNoise({ phiPlus, psiMinus, psiPlus, phiMinus }: BellDiagonal): NoiseChannel {
  return pauliChannel('Bell-diagonal', [phiPlus, psiPlus, psiMinus, phiMinus]);
}

/**
 * One round on two pairs: the first one, qubits 0 and 1, is kept if bits 0 and 1 are equal.
 *
 * Alice has the qubits 0 and 2, Bob 1 and 3; the noise acts on Bob's halves.
 */
export function purificationCircuit(
  protocol: PurificationProtocol,
  first: NoiseChannel,
  second: NoiseChannel,
): Circuit {
  const circuit = new Circuit(4, 2);
  addBellPair(circuit, 0, 1).noise(first, 1);
  addBellPair(circuit, 2, 3).noise(second, 3).barrier();
  if (protocol === 'dejmps') {
    for (const qubit of [0, 2]) circuit.rx(Math.PI / 2, qubit);
    for (const qubit of [1, 3]) circuit.rx(-Math.PI / 2, qubit);
  }
  return circuit.cx(0, 2).cx(1, 3).measure(2, 0).measure(3, 1);
}

/** Whether a round of {@link purificationCircuit} succeeded. */
export function isPurified(bits: ArrayLike<number>): boolean {
  return bits[0] === bits[1];
}
