import { Circuit, type GateName, gateTable, RandomDraws, SeededRandom } from '../../src/quantum/index.ts';

const CLIFFORD_NAMES = [
  'id',
  'x',
  'y',
  'z',
  'h',
  's',
  'sdg',
  'sx',
  'sxdg',
  'swap',
  'iswap',
  'iswapdg',
  'cx',
  'cy',
  'cz',
];

/** Draws that a seed determines. */
export function seededDraws(seed: number): RandomDraws {
  return new RandomDraws(new SeededRandom(seed));
}

/** Different qubits, drawn. */
export function drawQubits(count: number, total: number, draws: RandomDraws): readonly number[] {
  const left = Array.from({ length: total }, (_, index) => index);
  return Array.from({ length: count }, () => left.splice(draws.below(left.length), 1)[0] ?? 0);
}

/** A circuit of any gates with up to `maxControls` controls, positive and negative. */
export function randomCircuit(qubits: number, gates: number, draws: RandomDraws, maxControls: number = 2): Circuit {
  const names = (Object.keys(gateTable) as GateName[]).filter((name) => gateTable[name].targets <= qubits);
  const circuit = new Circuit(qubits);
  for (let index = 0; index < gates; index++) {
    const name = names[draws.below(names.length)] ?? 'h';
    const { targets, parameters } = gateTable[name];
    const most = Math.min(maxControls, qubits - targets);
    const controls = draws.bit() === 0 ? 0 : draws.below(most + 1);
    const chosen = drawQubits(targets + controls, qubits, draws);
    circuit.controlled(
      chosen.slice(targets).map((qubit) => ({ qubit, value: draws.bit() })),
      name,
      chosen.slice(0, targets),
      parameters.map(() => (draws.uniform() - 0.5) * 4 * Math.PI),
    );
  }
  return circuit;
}

/** A circuit of Clifford gates, rotations by quarter turns among them. */
export function randomCliffordCircuit(qubits: number, gates: number, draws: RandomDraws): Circuit {
  const circuit = new Circuit(qubits);
  for (let index = 0; index < gates; index++) {
    if (draws.below(5) === 0) addQuarterTurn(circuit, draws);
    else {
      const name = CLIFFORD_NAMES[draws.below(CLIFFORD_NAMES.length)] ?? 'h';
      const width = /swap|^c/u.test(name) ? 2 : 1;
      if (width <= qubits) circuit.gate(name, drawQubits(width, qubits, draws));
    }
  }
  return circuit;
}

function addQuarterTurn(circuit: Circuit, draws: RandomDraws): void {
  const name = (['rx', 'ry', 'rz', 'p', 'u', 'rxx', 'ryy', 'rzz'] as const)[draws.below(8)] ?? 'rx';
  const { targets, parameters } = gateTable[name];
  if (targets > circuit.qubits) return;
  const angles = parameters.map(() => (draws.below(9) - 4) * (Math.PI / 2));
  circuit.gate(name, drawQubits(targets, circuit.qubits, draws), angles);
}
