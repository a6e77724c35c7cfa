/** One of the gates that generate all Clifford gates; the numbers count the targets of the gate it is a part of. */
export type CliffordStep =
  | readonly [gate: 'h' | 's' | 'x' | 'z', target: number]
  | readonly [gate: 'cx', control: number, target: number];

/** Angles as near as this to a multiple of a quarter turn count as one, in radians. */
const ANGLE_TOLERANCE = 1e-12;

/** The steps of a quarter turn as often as `angle` has quarters; undefined when it is no multiple of a quarter. */
export function quarterTurns(angle: number, quarter: readonly CliffordStep[]): readonly CliffordStep[] | undefined {
  const quarters = Math.round(angle / (Math.PI / 2));
  if (Math.abs(angle - quarters * (Math.PI / 2)) > ANGLE_TOLERANCE) return undefined;
  const count = ((quarters % 4) + 4) % 4;
  return Array.from({ length: count }, () => quarter).flat();
}
