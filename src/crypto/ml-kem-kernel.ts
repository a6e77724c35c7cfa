import { mlKemKernelBase64 } from './ml-kem-kernel-module.ts';

/** Where things lie in the kernel's memory, and how long they are, in bytes: as in wasm/ml-kem-kernel.ts. */
export const ML_KEM_KERNEL_LAYOUT = {
  seed: 1024,
  message: 1088,
  shared: 1120,
  publicKey: 1152,
  ciphertext: 2432,
  secret: 3584,
  expanded: 5632,
  publicKeyBytes: 1184,
  ciphertextBytes: 1088,
  secretBytes: 1568,
  expandedBytes: 6176,
} as const;

/** ML-KEM-768 (FIPS 203) in WebAssembly, one call at a time. What it does takes the same time for all secrets. */
export interface MlKemKernel {
  readonly memory: Uint8Array<ArrayBuffer>;
  /** From the seed, which is overwritten: public key, secret, expanded public key. */
  readonly generate: () => void;
  /** One if every coefficient of the public key is reduced: FIPS 203 §7.2. */
  readonly isReduced: () => number;
  /** From the public key: what encapsulating to it needs. */
  readonly expand: () => void;
  /** From the message, which is overwritten, and the expanded public key: ciphertext and shared secret. */
  readonly encapsulate: () => void;
  /** From ciphertext, secret and expanded public key: shared secret. */
  readonly decapsulate: () => void;
  /** Overwrites seed, secret and shared secret. */
  readonly forget: () => void;
}

/** Made on first use; `null` where there is no WebAssembly. */
let kernel: MlKemKernel | null | undefined;

/** The kernel of this thread; undefined where there is no WebAssembly. */
export function mlKemKernel(): MlKemKernel | undefined {
  kernel ??= typeof WebAssembly === 'object' ? instantiate() : null;
  return kernel ?? undefined;
}

function instantiate(): MlKemKernel {
  const bytes = Uint8Array.from(atob(mlKemKernelBase64), (sign) => sign.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { memory, init, ...calls } = exports as unknown as MlKemKernel & {
    readonly memory: WebAssembly.Memory;
    readonly init: () => void;
  };
  init();
  return { ...calls, memory: new Uint8Array(memory.buffer) };
}
