import { defined } from '../../base/index.ts';
import { fusedOperations } from './gate-fusion.ts';
import { type KernelStep, kernelStep } from './kernel-step.ts';
import type { LinearOperation } from './linear-operation.ts';
import { type QubitWindow, WindowChoice } from './qubit-window.ts';

/** Numbers of one step in {@link KernelPass.steps}: kind, count of targets, where its numbers begin, masks, targets. */
export const STEP_WORDS = 16;
/** Word of a step at which its targets begin. */
export const FIRST_TARGET_WORD = 8;
/** Most steps of one pass. */
export const MAX_PASS_STEPS = 1_024;
/** Most numbers that the matrices of one pass may have. */
export const MAX_PASS_NUMBERS = 32_768;

/** Steps that need only some of the qubits: done block by block, while a block stays in the cache. */
export interface KernelPass {
  readonly window: QubitWindow;
  readonly stepCount: number;
  /** {@link STEP_WORDS} words for each step; qubits count within the window. */
  readonly steps: Int32Array;
  /** The numbers of all steps. */
  readonly numbers: Float64Array;
}

/** A circuit ready for a kernel. Both kernels do the same arithmetic in the same order. */
export interface KernelPlan {
  readonly qubits: number;
  readonly passes: readonly KernelPass[];
}

/** Plans operations on a state of so many qubits: fused, and gathered into passes over few qubits each. */
export function kernelPlan(operations: readonly LinearOperation[], qubits: number): KernelPlan {
  let remaining = fusedOperations(operations).flatMap((operation) => kernelStep(operation) ?? []);
  const passes: KernelPass[] = [];
  while (remaining.length > 0) {
    const choice = new WindowChoice(qubits);
    const [taken, left] = takeSteps(remaining, choice);
    passes.push(encodedPass(taken, choice.finish()));
    remaining = left;
  }
  return { qubits, passes };
}

/** Splits steps into those of the next pass and the rest. A step goes ahead of others only if it shares no qubit with them. */
function takeSteps(steps: readonly KernelStep[], choice: WindowChoice): readonly [KernelStep[], KernelStep[]] {
  const taken: KernelStep[] = [];
  const left: KernelStep[] = [];
  let [blocked, numbers] = [0, 0];
  for (const step of steps) {
    const touched = step.targets.reduce((mask, target) => mask | (1 << target), step.controlMask);
    const hasRoom = taken.length < MAX_PASS_STEPS && numbers + step.numbers.length <= MAX_PASS_NUMBERS;
    if (hasRoom && (touched & blocked) === 0 && choice.admit(step.targets)) {
      taken.push(step);
      numbers += step.numbers.length;
    } else {
      blocked |= touched;
      left.push(step);
    }
  }
  return [taken, left];
}

function encodedPass(taken: readonly KernelStep[], window: QubitWindow): KernelPass {
  const steps = new Int32Array(taken.length * STEP_WORDS);
  const numbers = new Float64Array(taken.reduce((sum, step) => sum + step.numbers.length, 0));
  let offset = 0;
  for (const [index, step] of taken.entries()) {
    steps.set(encodedStep(step, window, offset), index * STEP_WORDS);
    numbers.set(step.numbers, offset);
    offset += step.numbers.length;
  }
  return { window, stepCount: taken.length, steps, numbers };
}

/** Controls inside of the window are checked index by index, those outside once for each block. */
function encodedStep(step: KernelStep, { qubits }: QubitWindow, offset: number): readonly number[] {
  const place = new Map(qubits.map((qubit, index) => [qubit, index]));
  let [insideMask, insideValue, outsideMask, outsideValue] = [0, 0, 0, 0];
  for (let qubit = 0; qubit < 32; qubit++) {
    if (((step.controlMask >>> qubit) & 1) === 0) continue;
    const value = (step.controlValue >>> qubit) & 1;
    const inside = place.get(qubit);
    if (inside === undefined) {
      outsideMask |= 1 << qubit;
      outsideValue |= value << qubit;
    } else {
      insideMask |= 1 << inside;
      insideValue |= value << inside;
    }
  }
  const targets = step.targets.map((target) => defined(place.get(target), 'the target in the window'));
  const head = [step.kind, targets.length, offset, insideMask, insideValue, outsideMask, outsideValue, 0];
  return [...head, ...targets];
}
