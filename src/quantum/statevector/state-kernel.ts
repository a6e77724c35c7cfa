import type { KernelPlan } from './kernel-plan.ts';

/** Amplitudes, and what runs plans on them. */
export interface StateKernel {
  readonly name: 'plain' | 'simd';
  /** Real and imaginary parts in turn, 2^qubits of both. */
  readonly amplitudes: Float64Array;
  run(plan: KernelPlan): void;
}
