import { Circuit } from '../circuit/circuit.ts';
import type { NoiseChannel } from '../noise/noise-channel.ts';
import { addBellMeasurement, addBellPair } from './bell-states.ts';

/**
 * A chain of pairs becomes one pair of its ends: every node between measures its two halves in the Bell basis, and the last
 * node corrects by all the bits (Zukowski et al. 1993).
 *
 * Link i has the qubits 2i and 2i + 1; `links[i]` is the noise on its second half. The ends are qubit 0 and the last one.
 */
export function swappingCircuit(links: readonly (NoiseChannel | undefined)[]): Circuit {
  const nodes = links.length - 1;
  const circuit = new Circuit(2 * links.length, 2 * nodes);
  for (const [link, noise] of links.entries()) {
    addBellPair(circuit, 2 * link, 2 * link + 1);
    if (noise !== undefined) circuit.noise(noise, 2 * link + 1);
  }
  circuit.barrier();
  const end = circuit.qubits - 1;
  for (let node = 0; node < nodes; node++) {
    addBellMeasurement(circuit, [2 * node + 1, 2 * node + 2], [2 * node, 2 * node + 1]);
    circuit.when(2 * node + 1, 1, (inner) => inner.x(end)).when(2 * node, 1, (inner) => inner.z(end));
  }
  return circuit;
}
