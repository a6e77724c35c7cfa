import type { ComplexMatrix } from '../complex-matrix.ts';
import { isDiagonal } from '../complex-matrix.ts';
import { fixedMatrices } from '../gates/gate-matrices.ts';
import type { LinearOperation } from './linear-operation.ts';

/** What a kernel can do with amplitudes. The numbers are those of `wasm/statevector-kernel.ts`. */
export const STEP_KINDS = {
  /** Any matrix on one target. */
  matrix: 0,
  /** Both amplitudes of a pair multiplied by a number of their own. */
  diagonal: 1,
  /** Only the amplitude with 1 multiplied. */
  phase: 2,
  /** The amplitudes of a pair exchanged. */
  flip: 3,
  /** Two targets exchanged. */
  swap: 4,
  /** Any matrix on several targets. */
  dense: 5,
} as const;

/** An operation in the form that kernels take. */
export interface KernelStep {
  readonly kind: (typeof STEP_KINDS)[keyof typeof STEP_KINDS];
  readonly targets: readonly number[];
  /** Bits of the index that are controls, and the values that they must have. */
  readonly controlMask: number;
  readonly controlValue: number;
  /** The numbers that the step needs, real and imaginary parts in turn. */
  readonly numbers: Float64Array;
}

/** The step of an operation; undefined when it changes nothing. */
export function kernelStep(operation: LinearOperation): KernelStep | undefined {
  const { matrix, targets, controls } = operation;
  let [controlMask, controlValue] = [0, 0];
  for (const { qubit, value } of controls) {
    controlMask |= 1 << qubit;
    controlValue |= value << qubit;
  }
  const form = targets.length === 1 ? oneTargetForm(matrix) : manyTargetsForm(matrix);
  return form === undefined ? undefined : { ...form, targets, controlMask, controlValue };
}

type Form = Pick<KernelStep, 'kind' | 'numbers'>;

function oneTargetForm(matrix: ComplexMatrix): Form | undefined {
  const { entries } = matrix;
  if (isSame(matrix, fixedMatrices.x)) return { kind: STEP_KINDS.flip, numbers: new Float64Array(0) };
  if (!isDiagonal(matrix)) return { kind: STEP_KINDS.matrix, numbers: entries };
  const [re0, im0, , , , , re1, im1] = entries;
  if (re0 !== 1 || im0 !== 0) return { kind: STEP_KINDS.diagonal, numbers: Float64Array.of(re0, im0, re1, im1) };
  if (re1 === 1 && im1 === 0) return undefined;
  return { kind: STEP_KINDS.phase, numbers: Float64Array.of(re1, im1) };
}

function manyTargetsForm(matrix: ComplexMatrix): Form {
  if (isSame(matrix, fixedMatrices.swap)) return { kind: STEP_KINDS.swap, numbers: new Float64Array(0) };
  return { kind: STEP_KINDS.dense, numbers: matrix.entries };
}

function isSame(left: ComplexMatrix, right: ComplexMatrix): boolean {
  return left.size === right.size && left.entries.every((value, index) => value === right.entries[index]);
}
