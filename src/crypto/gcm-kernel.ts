import { gcmKernelBase64 } from './gcm-kernel-module.ts';

/** Where things lie in the kernel's memory, in bytes: as in wasm/gcm-kernel.ts. */
export const GCM_KERNEL_LAYOUT = {
  hashKey: 0,
  associated: 16,
  stream: 32,
  text: 256,
  maxTextBytes: 192,
  maxAssociatedBytes: 16,
} as const;

/** GCM of one short text at a time, given the encrypted counter blocks, in WebAssembly. What it does takes the same time for all data. */
export interface GcmKernel {
  readonly memory: Uint8Array<ArrayBuffer>;
  /** The same memory in words of 32 bits. */
  readonly words: Uint32Array<ArrayBuffer>;
  /** Encrypts the text in place and writes the tag behind it. Overwrites the stream with zeros. */
  readonly seal: (textBytes: number, associatedBytes: number) => void;
  /** Zero if the tag behind the text is right; then the text is decrypted in place. Overwrites the stream with zeros. */
  readonly open: (textBytes: number, associatedBytes: number) => number;
}

/** Made on first use; `null` where there is no WebAssembly. */
let kernel: GcmKernel | null | undefined;

/** The kernel of this thread; undefined where there is no WebAssembly. */
export function gcmKernel(): GcmKernel | undefined {
  kernel ??= typeof WebAssembly === 'object' ? instantiate() : null;
  return kernel ?? undefined;
}

function instantiate(): GcmKernel {
  const bytes = Uint8Array.from(atob(gcmKernelBase64), (sign) => sign.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { memory, seal, open } = exports as unknown as GcmKernel & { readonly memory: WebAssembly.Memory };
  return { memory: new Uint8Array(memory.buffer), words: new Uint32Array(memory.buffer), seal, open };
}
