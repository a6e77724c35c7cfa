import { gcmKernelBase64 } from './gcm-kernel-module.ts';

/** Where things lie in the kernel's memory, and how long they may be, in bytes: as in wasm/gcm-kernel.ts. */
export const GCM_KERNEL_LAYOUT = {
  key: 0,
  nonce: 288,
  associated: 304,
  text: 592,
  expandedBytes: 288,
  maxTextBytes: 192,
  maxAssociatedBytes: 64,
} as const;

/** AES-256-GCM of one short text at a time, in WebAssembly. What it does takes the same time for all data. */
export interface GcmKernel {
  readonly memory: Uint8Array<ArrayBuffer>;
  /** Writes behind a key of 32 bytes what it is expanded to. */
  readonly expand: () => void;
  /** Encrypts the text in place, under an expanded key, and writes the tag behind it. */
  readonly seal: (textBytes: number, associatedBytes: number) => void;
  /** Zero if the tag behind the text is right; then the text is decrypted in place. */
  readonly open: (textBytes: number, associatedBytes: number) => number;
  /** Overwrites the key, the key stream and the text. */
  readonly forget: () => void;
}

/** Made on first use; `null` where there is no WebAssembly, or one without vectors. */
let kernel: GcmKernel | null | undefined;

/** The kernel of this thread; undefined where there can be none. */
export function gcmKernel(): GcmKernel | undefined {
  kernel ??= typeof WebAssembly === 'object' ? instantiate() : null;
  return kernel ?? undefined;
}

function instantiate(): GcmKernel | null {
  const bytes = Uint8Array.from(atob(gcmKernelBase64), (sign) => sign.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { memory, expand, seal, open, forget } = exports as unknown as GcmKernel & {
    readonly memory: WebAssembly.Memory;
  };
  return { memory: new Uint8Array(memory.buffer), expand, seal, open, forget };
}
