import type { ComplexMatrix } from '../complex-matrix.ts';
import { type CliffordStep, quarterTurns } from './clifford-steps.ts';
import {
  type FixedGateName,
  fixedMatrices,
  globalPhaseMatrix,
  phaseMatrix,
  rxMatrix,
  rxxMatrix,
  ryMatrix,
  ryyMatrix,
  rzMatrix,
  rzzMatrix,
  uMatrix,
} from './gate-matrices.ts';

/** A gate and its angles in radians. */
export interface GateCall {
  readonly gate: GateName;
  readonly parameters: readonly number[];
}

/** What is known of a gate, as data. Controls are no part of it: any gate may have any number of them. */
export interface GateEntry {
  readonly targets: number;
  /** Names of its parameters, all angles in radians. */
  readonly parameters: readonly string[];
  readonly matrix: (...angles: readonly number[]) => ComplexMatrix;
  readonly inverse: (...angles: readonly number[]) => GateCall;
  /** How it acts on Pauli operators, but for a global phase; undefined unless it is a Clifford gate at these angles. */
  readonly clifford: (...angles: readonly number[]) => readonly CliffordStep[] | undefined;
}

/** Names of the gates of the table. */
export type GateName = FixedGateName | 'p' | 'rx' | 'ry' | 'rz' | 'u' | 'rxx' | 'ryy' | 'rzz' | 'gphase';

function fixed(name: FixedGateName, inverse: GateName, steps?: readonly CliffordStep[]): GateEntry {
  const matrix = fixedMatrices[name];
  return {
    targets: Math.log2(matrix.size),
    parameters: [],
    matrix: () => matrix,
    inverse: () => ({ gate: inverse, parameters: [] }),
    clifford: () => steps,
  };
}

/** A gate whose inverse turns the other way; `quarter` are the steps of a turn by a quarter. */
function rotation(
  gate: GateName,
  targets: number,
  matrix: (angle: number) => ComplexMatrix,
  quarter: readonly CliffordStep[],
): GateEntry {
  return {
    targets,
    parameters: ['angle'],
    matrix: (angle) => matrix(angle),
    inverse: (angle) => ({ gate, parameters: [-angle] }),
    clifford: (angle) => quarterTurns(angle, quarter),
  };
}

const u: GateEntry = {
  targets: 1,
  parameters: ['theta', 'phi', 'lambda'],
  matrix: (theta, phi, lambda) => uMatrix(theta, phi, lambda),
  inverse: (theta, phi, lambda) => ({ gate: 'u', parameters: [-theta, -lambda, -phi] }),
  clifford: (theta, phi, lambda) => {
    const steps = [quarterTurns(lambda, [['s', 0]]), quarterTurns(theta, ryQuarter), quarterTurns(phi, [['s', 0]])];
    return steps.includes(undefined) ? undefined : steps.flatMap((part) => part ?? []);
  },
};

const gphase: GateEntry = {
  targets: 0,
  parameters: ['angle'],
  matrix: (angle) => globalPhaseMatrix(angle),
  inverse: (angle) => ({ gate: 'gphase', parameters: [-angle] }),
  clifford: () => [],
};

/** Conjugation by these turns Z into X, or Y: a rotation about another axis is one about Z between them. */
const around = (before: readonly CliffordStep[], turn: readonly CliffordStep[], after: readonly CliffordStep[]) =>
  [...before, ...turn, ...after] as const;

const h0: readonly CliffordStep[] = [['h', 0]];
const hh: readonly CliffordStep[] = [
  ['h', 0],
  ['h', 1],
];
const zzQuarter: readonly CliffordStep[] = [
  ['cx', 0, 1],
  ['s', 1],
  ['cx', 0, 1],
];
const toY: readonly CliffordStep[] = [...inverseS(0), ['h', 0]];
const fromY: readonly CliffordStep[] = [
  ['h', 0],
  ['s', 0],
];
const bothToY: readonly CliffordStep[] = [...inverseS(0), ...inverseS(1), ...hh];
const bothFromY: readonly CliffordStep[] = [...hh, ['s', 0], ['s', 1]];
const ryQuarter = around(toY, [['s', 0]], fromY);

function inverseS(qubit: 0 | 1): readonly CliffordStep[] {
  return [
    ['s', qubit],
    ['z', qubit],
  ];
}

/** Every gate: OpenQASM's standard gates without their controls, and `iswap`. */
export const gateTable: Readonly<Record<GateName, GateEntry>> = {
  id: fixed('id', 'id', []),
  x: fixed('x', 'x', [['x', 0]]),
  y: fixed('y', 'y', [
    ['x', 0],
    ['z', 0],
  ]),
  z: fixed('z', 'z', [['z', 0]]),
  h: fixed('h', 'h', h0),
  s: fixed('s', 'sdg', [['s', 0]]),
  sdg: fixed('sdg', 's', inverseS(0)),
  t: fixed('t', 'tdg'),
  tdg: fixed('tdg', 't'),
  sx: fixed('sx', 'sxdg', around(h0, [['s', 0]], h0)),
  sxdg: fixed('sxdg', 'sx', around(h0, inverseS(0), h0)),
  p: rotation('p', 1, phaseMatrix, [['s', 0]]),
  rx: rotation('rx', 1, rxMatrix, around(h0, [['s', 0]], h0)),
  ry: rotation('ry', 1, ryMatrix, ryQuarter),
  rz: rotation('rz', 1, rzMatrix, [['s', 0]]),
  u,
  swap: fixed('swap', 'swap', [
    ['cx', 0, 1],
    ['cx', 1, 0],
    ['cx', 0, 1],
  ]),
  iswap: fixed('iswap', 'iswapdg', [
    ['s', 0],
    ['s', 1],
    ['h', 0],
    ['cx', 0, 1],
    ['cx', 1, 0],
    ['h', 1],
  ]),
  iswapdg: fixed('iswapdg', 'iswap', [['h', 1], ['cx', 1, 0], ['cx', 0, 1], ['h', 0], ...inverseS(1), ...inverseS(0)]),
  rxx: rotation('rxx', 2, rxxMatrix, around(hh, zzQuarter, hh)),
  ryy: rotation('ryy', 2, ryyMatrix, around(bothToY, zzQuarter, bothFromY)),
  rzz: rotation('rzz', 2, rzzMatrix, zzQuarter),
  gphase,
};
