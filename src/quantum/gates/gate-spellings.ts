import { QForgeError } from '../../base/index.ts';
import { type GateCall, type GateName, gateTable } from './gate-table.ts';

/** What a name of a gate stands for: gates of the table, with a number of controls in front of the targets. */
export interface GateSpelling {
  readonly controls: number;
  readonly targets: number;
  readonly parameters: number;
  readonly call: (angles: readonly number[]) => GateCall;
  /** A phase that the controls see beside the gate, in radians. */
  readonly phase?: (angles: readonly number[]) => number;
}

function spelling(gate: GateName, controls: number): GateSpelling {
  const { targets, parameters } = gateTable[gate];
  return { controls, targets, parameters: parameters.length, call: (angles) => ({ gate, parameters: angles }) };
}

const plain = Object.fromEntries(
  (Object.keys(gateTable) as readonly GateName[]).map((gate) => [gate, spelling(gate, 0)]),
);

const QUARTER = Math.PI / 2;

/** The gates of qelib1.inc and stdgates.inc that are spelled in another way than the table does. */
const u2: GateSpelling = {
  controls: 0,
  targets: 1,
  parameters: 2,
  call: ([phi, lambda]) => ({ gate: 'u', parameters: [QUARTER, phi, lambda] }),
};

/** A controlled u whose fourth angle is a phase between control and target. */
const cu: GateSpelling = {
  controls: 1,
  targets: 1,
  parameters: 4,
  call: (angles) => ({ gate: 'u', parameters: angles.slice(0, 3) }),
  phase: (angles) => angles[3],
};

const spellings: ReadonlyMap<string, GateSpelling> = new Map([
  ...Object.entries(plain),
  ['u0', { ...spelling('id', 0), parameters: 1, call: () => ({ gate: 'id', parameters: [] }) } as const],
  ['phase', spelling('p', 0)],
  ['u1', spelling('p', 0)],
  ['u2', u2],
  ['u3', spelling('u', 0)],
  ['cx', spelling('x', 1)],
  ['cnot', spelling('x', 1)],
  ['cy', spelling('y', 1)],
  ['cz', spelling('z', 1)],
  ['ch', spelling('h', 1)],
  ['cs', spelling('s', 1)],
  ['csdg', spelling('sdg', 1)],
  ['csx', spelling('sx', 1)],
  ['cp', spelling('p', 1)],
  ['cphase', spelling('p', 1)],
  ['cu1', spelling('p', 1)],
  ['crx', spelling('rx', 1)],
  ['cry', spelling('ry', 1)],
  ['crz', spelling('rz', 1)],
  ['cu3', spelling('u', 1)],
  ['cu', cu],
  ['cswap', spelling('swap', 1)],
  ['fredkin', spelling('swap', 1)],
  ['ccx', spelling('x', 2)],
  ['toffoli', spelling('x', 2)],
  ['ccz', spelling('z', 2)],
  ['c3x', spelling('x', 3)],
  ['c3sqrtx', spelling('sx', 3)],
  ['c4x', spelling('x', 4)],
]);

/** What a name stands for, letter by letter. */
export function findSpelling(name: string): GateSpelling | undefined {
  return spellings.get(name);
}

/** What a name stands for, in any case of letters. Throws `QUANTUM_GATE_UNKNOWN`. */
export function requireSpelling(name: string): GateSpelling {
  const found = spellings.get(name.toLowerCase());
  if (found === undefined) throw new QForgeError('QUANTUM_GATE_UNKNOWN', { gate: name });
  return found;
}

/** All names that gates have. */
export function gateNames(): readonly string[] {
  return [...spellings.keys()];
}
