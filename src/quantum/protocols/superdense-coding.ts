import { Circuit } from '../circuit/circuit.ts';
import type { NoiseChannel } from '../noise/noise-channel.ts';
import { addBellMeasurement, addBellPair } from './bell-states.ts';

/**
 * Sends two bits with one qubit of a Bell pair (Bennett and Wiesner 1992): bits 0 and 1 of the circuit are what was received.
 *
 * `noise` acts on the qubit on its way. Through a Werner pair of fidelity F both bits arrive with probability F.
 */
export function superdenseCodingCircuit(message: readonly [0 | 1, 0 | 1], noise?: NoiseChannel): Circuit {
  const circuit = addBellPair(new Circuit(2, 2), 0, 1).barrier();
  if (message[1] === 1) circuit.x(0);
  if (message[0] === 1) circuit.z(0);
  if (noise !== undefined) circuit.noise(noise, 0);
  return addBellMeasurement(circuit.barrier(), [0, 1], [0, 1]);
}
