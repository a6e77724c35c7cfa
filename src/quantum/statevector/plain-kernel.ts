import { bitCount } from '../bit-count.ts';
import { FIRST_TARGET_WORD, type KernelPass, type KernelPlan, STEP_WORDS } from './kernel-plan.ts';
import { STEP_KINDS } from './kernel-step.ts';
import { BLOCK_QUBITS } from './qubit-window.ts';
import type { StateKernel } from './state-kernel.ts';

/** The kernel in plain TypeScript: what runs without WebAssembly SIMD, to the same bit. */
export function plainKernel(qubits: number): StateKernel {
  const amplitudes = new Float64Array(2 ** (qubits + 1));
  const scratch = new Float64Array(qubits > BLOCK_QUBITS ? 2 ** (BLOCK_QUBITS + 1) : 0);
  return {
    name: 'plain',
    amplitudes,
    run: (plan: KernelPlan) => {
      for (const pass of plan.passes) runPass(pass, amplitudes, scratch, 2 ** (qubits - pass.window.qubits.length));
    },
  };
}

/** Runs all steps on one block after the other; a block that does not lie in one piece is gathered and put back. */
function runPass(pass: KernelPass, amplitudes: Float64Array, scratch: Float64Array, blocks: number): void {
  const { mask, chunkQubits, chunkOffsets, qubits } = pass.window;
  const chunk = 2 ** (chunkQubits + 1);
  let base = 0;
  for (let block = 0; block < blocks; block++) {
    if (chunkQubits === qubits.length) runSteps(pass, amplitudes.subarray(2 * base, 2 * base + chunk), base);
    else {
      for (let index = 0; index < chunkOffsets.length; index++) {
        const from = 2 * (base | chunkOffsets[index]);
        scratch.set(amplitudes.subarray(from, from + chunk), index * chunk);
      }
      runSteps(pass, scratch, base);
      for (let index = 0; index < chunkOffsets.length; index++) {
        amplitudes.set(scratch.subarray(index * chunk, (index + 1) * chunk), 2 * (base | chunkOffsets[index]));
      }
    }
    base = ((base | mask) + 1) & ~mask;
  }
}

function runSteps(pass: KernelPass, block: Float64Array, base: number): void {
  const { steps, numbers, window } = pass;
  for (let step = 0; step < pass.stepCount; step++) {
    const at = step * STEP_WORDS;
    if ((base & steps[at + 5]) !== steps[at + 6]) continue;
    runStep(steps.subarray(at, at + STEP_WORDS), numbers.subarray(steps[at + 2]), block, window.qubits.length);
  }
}

function runStep(step: Int32Array, numbers: Float64Array, block: Float64Array, qubits: number): void {
  const targets = step.subarray(FIRST_TARGET_WORD, FIRST_TARGET_WORD + step[1]);
  const fixed = targets.reduce((mask, target) => mask | (1 << target), step[3]);
  const pairs: Pairs = { block, fixed, controls: step[4], count: 2 ** (qubits - bitCount(fixed)) };
  switch (step[0]) {
    case STEP_KINDS.matrix:
      return multiplyPairs(pairs, 1 << targets[0], numbers);
    case STEP_KINDS.diagonal:
      scaleEach(pairs, 0, numbers[0], numbers[1]);
      return scaleEach(pairs, 1 << targets[0], numbers[2], numbers[3]);
    case STEP_KINDS.phase:
      return scaleEach(pairs, 1 << targets[0], numbers[0], numbers[1]);
    case STEP_KINDS.flip:
      return exchange(pairs, 0, 1 << targets[0]);
    case STEP_KINDS.swap:
      return exchange(pairs, 1 << targets[0], 1 << targets[1]);
    default:
      return multiplyDense(pairs, targets, numbers);
  }
}

/** The indices whose fixed bits have the values of the controls, and 0 for targets. */
interface Pairs {
  readonly block: Float64Array;
  /** Bits of targets and controls. */
  readonly fixed: number;
  readonly controls: number;
  readonly count: number;
}

function multiplyPairs({ block, fixed, controls, count }: Pairs, target: number, m: Float64Array): void {
  const [re00, im00, re01, im01, re10, im10, re11, im11] = m;
  let free = 0;
  for (let pair = 0; pair < count; pair++) {
    const i = 2 * (free | controls);
    const j = i + 2 * target;
    const re0 = block[i];
    const im0 = block[i + 1];
    const re1 = block[j];
    const im1 = block[j + 1];
    block[i] = re00 * re0 + -im00 * im0 + re01 * re1 + -im01 * im1;
    block[i + 1] = re00 * im0 + im00 * re0 + re01 * im1 + im01 * re1;
    block[j] = re10 * re0 + -im10 * im0 + re11 * re1 + -im11 * im1;
    block[j + 1] = re10 * im0 + im10 * re0 + re11 * im1 + im11 * re1;
    free = ((free | fixed) + 1) & ~fixed;
  }
}

function scaleEach({ block, fixed, controls, count }: Pairs, bits: number, re: number, im: number): void {
  let free = 0;
  for (let index = 0; index < count; index++) {
    const i = 2 * (free | controls | bits);
    const oldRe = block[i];
    const oldIm = block[i + 1];
    block[i] = re * oldRe + -im * oldIm;
    block[i + 1] = re * oldIm + im * oldRe;
    free = ((free | fixed) + 1) & ~fixed;
  }
}

function exchange({ block, fixed, controls, count }: Pairs, one: number, other: number): void {
  let free = 0;
  for (let index = 0; index < count; index++) {
    const i = 2 * (free | controls | one);
    const j = 2 * (free | controls | other);
    const re = block[i];
    const im = block[i + 1];
    block[i] = block[j];
    block[i + 1] = block[j + 1];
    block[j] = re;
    block[j + 1] = im;
    free = ((free | fixed) + 1) & ~fixed;
  }
}

function multiplyDense({ block, fixed, controls, count }: Pairs, targets: Int32Array, m: Float64Array): void {
  const size = 1 << targets.length;
  const places = Int32Array.from({ length: size }, (_, row) =>
    targets.reduce((sum, target, index) => sum | (((row >> index) & 1) << target), controls),
  );
  const old = new Float64Array(2 * size);
  let free = 0;
  for (let index = 0; index < count; index++) {
    for (let row = 0; row < size; row++) {
      const i = 2 * (free | places[row]);
      old[2 * row] = block[i];
      old[2 * row + 1] = block[i + 1];
    }
    for (let row = 0; row < size; row++) multiplyRow(block, 2 * (free | places[row]), m, 2 * row * size, old);
    free = ((free | fixed) + 1) & ~fixed;
  }
}

/** One row of the matrix, which begins at `at`, times the old amplitudes. */
function multiplyRow(block: Float64Array, to: number, m: Float64Array, at: number, old: Float64Array): void {
  let re = 0;
  let im = 0;
  for (let column = 0; column < old.length; column += 2) {
    const mRe = m[at + column];
    const mIm = m[at + column + 1];
    re = re + mRe * old[column] + -mIm * old[column + 1];
    im = im + mRe * old[column + 1] + mIm * old[column];
  }
  block[to] = re;
  block[to + 1] = im;
}
