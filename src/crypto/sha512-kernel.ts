import { sha512KernelBase64 } from './sha512-kernel-module.ts';

/** Where things lie in the kernel's memory, and how long they may be, in bytes: as in wasm/sha512-kernel.ts. */
export const SHA512_KERNEL_LAYOUT = {
  key: 1024,
  text: 2048,
  info: 5120,
  output: 6144,
  maxKeyBytes: 128,
  maxTextBytes: 2048,
  maxInfoBytes: 512,
  maxOutputBytes: 256,
} as const;

/** SHA-512 (FIPS 180-4), HMAC and HKDF of short texts in WebAssembly. Each call overwrites what it has read. */
export interface Sha512Kernel {
  readonly memory: Uint8Array<ArrayBuffer>;
  /** The digest of the text. */
  readonly digest: (textBytes: number) => void;
  /** The code of the text under the key. */
  readonly hmac: (keyBytes: number, textBytes: number) => void;
  /** The key is the salt, the text the input key. */
  readonly hkdf: (saltBytes: number, inputBytes: number, infoBytes: number, outputBytes: number) => void;
}

/** Made on first use; `null` where there is no WebAssembly. */
let kernel: Sha512Kernel | null | undefined;

/** The kernel of this thread; undefined where there is no WebAssembly. */
export function sha512Kernel(): Sha512Kernel | undefined {
  kernel ??= typeof WebAssembly === 'object' ? instantiate() : null;
  return kernel ?? undefined;
}

function instantiate(): Sha512Kernel {
  const bytes = Uint8Array.from(atob(sha512KernelBase64), (sign) => sign.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { memory, digest, hmac, hkdf } = exports as unknown as Sha512Kernel & { readonly memory: WebAssembly.Memory };
  return { memory: new Uint8Array(memory.buffer), digest, hmac, hkdf };
}
