import { kernelModuleBase64 } from './kernel-module.ts';
import type { KernelPass, KernelPlan } from './kernel-plan.ts';
import type { StateKernel } from './state-kernel.ts';

const WASM_PAGE_BYTES = 0x1_0000;
const AMPLITUDE_BYTES = 16;

interface KernelExports {
  readonly CHUNKS_OFFSET: WebAssembly.Global;
  readonly STEPS_OFFSET: WebAssembly.Global;
  readonly NUMBERS_OFFSET: WebAssembly.Global;
  readonly AMPLITUDES_OFFSET: WebAssembly.Global;
  readonly runPass: (
    qubits: number,
    windowQubits: number,
    mask: number,
    chunkQubits: number,
    stepCount: number,
  ) => void;
}

/** Made on first use; `null` where the machine has no WebAssembly SIMD. */
let compiled: WebAssembly.Module | null | undefined;

/** The kernel in WebAssembly SIMD; undefined where the machine has none. */
export function simdKernel(qubits: number): StateKernel | undefined {
  compiled ??= compileIfSupported();
  return compiled === null ? undefined : instantiate(compiled, qubits);
}

function compileIfSupported(): WebAssembly.Module | null {
  const bytes = Uint8Array.from(atob(kernelModuleBase64), (sign) => sign.charCodeAt(0));
  return typeof WebAssembly === 'object' && WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
}

function instantiate(module: WebAssembly.Module, qubits: number): StateKernel {
  const stateBytes = AMPLITUDE_BYTES * 2 ** qubits;
  const memory = new WebAssembly.Memory({ initial: 8 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernel = exports as unknown as KernelExports;
  const start = Number(kernel.AMPLITUDES_OFFSET.value);
  memory.grow(Math.ceil((start + stateBytes) / WASM_PAGE_BYTES) - 8);
  return {
    name: 'simd',
    amplitudes: new Float64Array(memory.buffer, start, 2 ** (qubits + 1)),
    run: (plan: KernelPlan) => {
      for (const pass of plan.passes) runPass(kernel, memory.buffer, pass, qubits);
    },
  };
}

function runPass(kernel: KernelExports, buffer: ArrayBuffer, pass: KernelPass, qubits: number): void {
  const { window, steps, numbers, stepCount } = pass;
  const words = (offset: WebAssembly.Global): Int32Array => new Int32Array(buffer, Number(offset.value));
  words(kernel.CHUNKS_OFFSET).set(window.chunkOffsets);
  words(kernel.STEPS_OFFSET).set(steps);
  new Float64Array(buffer, Number(kernel.NUMBERS_OFFSET.value)).set(numbers);
  kernel.runPass(qubits, window.qubits.length, window.mask, window.chunkQubits, stepCount);
}
