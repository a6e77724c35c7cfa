import type { GateOperation } from '../circuit/operation.ts';
import { type GateCall, type GateName, gateTable } from '../gates/gate-table.ts';

/** Angles closer to a whole period than this, in radians, count as none. */
const ANGLE_TOLERANCE = 1e-12;

const PI = Math.PI;

/** Phases on 1, by the angle that they stand for. */
const PHASES: ReadonlyMap<GateName, number> = new Map([
  ['z', PI],
  ['s', PI / 2],
  ['sdg', -PI / 2],
  ['t', PI / 4],
  ['tdg', -PI / 4],
]);

/** Gates whose angles add up, with the angle after which they repeat. */
const PERIODS: ReadonlyMap<GateName, number> = new Map([
  ['p', 2 * PI],
  ['gphase', 2 * PI],
  ...(['rx', 'ry', 'rz', 'rxx', 'ryy', 'rzz'] as const).map((name): [GateName, number] => [name, 4 * PI]),
]);

/** Gates that do not care for the order of their targets. */
const SYMMETRIC: ReadonlySet<GateName> = new Set(['swap', 'iswap', 'iswapdg', 'rxx', 'ryy', 'rzz']);

/**
 * One gate that does what two do, one after the other; `nothing` when they undo each other.
 *
 * Undefined when there is none that is known. Global phases are kept.
 */
export function mergedGate(first: GateOperation, second: GateOperation): GateOperation | 'nothing' | undefined {
  if (!sameControls(first, second) || !sameTargets(first, second)) return undefined;
  const [one, other] = [plainCall(first), plainCall(second)];
  const period = PERIODS.get(one.gate);
  if (one.gate === other.gate && period !== undefined) {
    return simplest(first, one.gate, one.parameters[0] + other.parameters[0], period);
  }
  const inverse = gateTable[one.gate].inverse(...one.parameters);
  const isInverse =
    inverse.gate === other.gate && inverse.parameters.every((angle, at) => angle === other.parameters[at]);
  return isInverse ? 'nothing' : undefined;
}

/** Whether a gate changes nothing at all. */
export function isIdle({ gate, parameters }: GateOperation): boolean {
  const period = PERIODS.get(gate);
  return gate === 'id' || (period !== undefined && Math.abs(reduced(parameters[0], period)) < ANGLE_TOLERANCE);
}

/** Z, S and T are phases. */
function plainCall({ gate, parameters }: GateCall): GateCall {
  const angle = PHASES.get(gate);
  return angle === undefined ? { gate, parameters } : { gate: 'p', parameters: [angle] };
}

function simplest(like: GateOperation, gate: GateName, sum: number, period: number): GateOperation | 'nothing' {
  const angle = reduced(sum, period);
  if (Math.abs(angle) < ANGLE_TOLERANCE) return 'nothing';
  for (const [name, phase] of PHASES) {
    const isIt = gate === 'p' && Math.abs(reduced(angle - phase, period)) < ANGLE_TOLERANCE;
    if (isIt) return { ...like, gate: name, parameters: [] };
  }
  return { ...like, gate, parameters: [angle] };
}

/** The same angle between minus and plus half a period. */
function reduced(angle: number, period: number): number {
  return angle - period * Math.round(angle / period);
}

function sameTargets(first: GateOperation, second: GateOperation): boolean {
  const [one, other] = [first.targets, second.targets];
  if (one.length !== other.length) return false;
  if (one.every((qubit, index) => qubit === other[index])) return true;
  return SYMMETRIC.has(first.gate) && SYMMETRIC.has(second.gate) && one.every((qubit) => other.includes(qubit));
}

function sameControls(first: GateOperation, second: GateOperation): boolean {
  return (
    first.controls.length === second.controls.length &&
    first.controls.every(({ qubit, value }) =>
      second.controls.some((control) => control.qubit === qubit && control.value === value),
    )
  );
}
