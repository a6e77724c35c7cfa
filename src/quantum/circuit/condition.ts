/** Holds when the bits, the first one lowest, read as this number - or, if `negated`, as any other. */
export interface Condition {
  readonly bits: readonly number[];
  readonly value: number;
  readonly negated: boolean;
}

/** Most bits that one condition reads: their number stays exact. */
export const MAX_CONDITION_BITS = 32;

/** Whether all conditions hold for these bits. */
export function conditionsHold(conditions: readonly Condition[] | undefined, bits: ArrayLike<number>): boolean {
  return (conditions ?? []).every(({ bits: read, value, negated }) => (bitsAsNumber(read, bits) === value) !== negated);
}

/** The number that some bits make, the first one lowest. */
export function bitsAsNumber(read: readonly number[], bits: ArrayLike<number>): number {
  return read.reduce((sum, bit, index) => sum + bits[bit] * 2 ** index, 0);
}
