import { Circuit } from '../circuit/circuit.ts';
import type { NoiseChannel } from '../noise/noise-channel.ts';
import { addBellMeasurement, addBellPair } from './bell-states.ts';

/** Qubit whose state is sent. */
const MESSAGE = 0;
/** Alice's and Bob's halves of the pair. */
const [HERE, THERE] = [1, 2];

/**
 * Teleports the state that `prepare` makes on qubit 0 to qubit 2, by a Bell pair and two bits (Bennett et al. 1993).
 *
 * `noise` acts on Bob's half of the pair.
 */
export function teleportationCircuit(
  prepare: (circuit: Circuit, qubit: number) => void,
  noise?: NoiseChannel,
): Circuit {
  const circuit = new Circuit(3, 2);
  prepare(circuit, MESSAGE);
  addBellPair(circuit, HERE, THERE);
  if (noise !== undefined) circuit.noise(noise, THERE);
  circuit.barrier();
  addBellMeasurement(circuit, [MESSAGE, HERE], [0, 1]);
  return circuit.when(1, 1, (inner) => inner.x(THERE)).when(0, 1, (inner) => inner.z(THERE));
}
