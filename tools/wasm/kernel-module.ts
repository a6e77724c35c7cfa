import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packageProgram, runCommand } from '../command.ts';
import { REPOSITORY_ROOT } from '../source-tree.ts';

/** A kernel in WebAssembly and the module that carries it. */
export interface Kernel {
  /** In AssemblyScript. */
  readonly source: string;
  readonly module: string;
  readonly constant: string;
  readonly what: string;
  readonly options: readonly string[];
}

/** Every kernel. */
export const kernels: readonly Kernel[] = [
  {
    source: 'wasm/statevector-kernel.ts',
    module: 'src/quantum/statevector/kernel-module.ts',
    constant: 'kernelModuleBase64',
    what: 'The WebAssembly kernel of the state vector',
    options: ['--enable', 'simd', '--importMemory', '--noExportMemory'],
  },
  {
    source: 'wasm/gcm-kernel.ts',
    module: 'src/crypto/gcm-kernel-module.ts',
    constant: 'gcmKernelBase64',
    what: 'The WebAssembly kernel of AES-256-GCM for short texts',
    options: [
      '--enable',
      'bulk-memory',
      '--enable',
      'simd',
      '--enable',
      'relaxed-simd',
      '--memoryBase',
      '1024',
      '--initialMemory',
      '1',
      '--maximumMemory',
      '1',
    ],
  },
  {
    source: 'wasm/ml-kem-kernel.ts',
    module: 'src/crypto/ml-kem-kernel-module.ts',
    constant: 'mlKemKernelBase64',
    what: 'The WebAssembly kernel of ML-KEM-768',
    options: ['--enable', 'bulk-memory', '--enable', 'simd', '--initialMemory', '1', '--maximumMemory', '1'],
  },
  {
    source: 'wasm/toeplitz-kernel.ts',
    module: 'src/qkd/amplification/toeplitz-kernel-module.ts',
    constant: 'toeplitzKernelBase64',
    what: 'The WebAssembly kernel of Toeplitz hashes',
    options: [
      '--enable',
      'bulk-memory',
      '--enable',
      'simd',
      '--memoryBase',
      '532480',
      '--initialMemory',
      '9',
      '--maximumMemory',
      '9',
    ],
  },
  {
    source: 'wasm/sha512-kernel.ts',
    module: 'src/crypto/sha512-kernel-module.ts',
    constant: 'sha512KernelBase64',
    what: 'The WebAssembly kernel of SHA-512 for short texts',
    options: [
      '--enable',
      'bulk-memory',
      '--enable',
      'simd',
      '--memoryBase',
      '8192',
      '--initialMemory',
      '1',
      '--maximumMemory',
      '1',
    ],
  },
];

/** Files up to this many base64 digits a line. */
const LINE_DIGITS = 104;

/** Compiles a kernel. The compiler's version is pinned, so that the same source gives the same bytes. */
function compile({ source, options }: Kernel): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'qforge-wasm-'));
  try {
    const output = join(folder, 'kernel.wasm');
    const all = ['-O3', '--runtime', 'stub', ...options, '--outFile', output];
    runCommand([...packageProgram('assemblyscript', 'asc'), source, ...all]);
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The text of a kernel's module, compiled now. */
export function kernelModuleText(kernel: Kernel): string {
  const digits = Buffer.from(compile(kernel)).toString('base64');
  const lines = digits.match(new RegExp(`.{1,${LINE_DIGITS}}`, 'gu')) ?? [];
  return [
    `// Compiled by "npm run wasm" from ${kernel.source}: change it there.`,
    '',
    `/** ${kernel.what}, in base64. */`,
    `export const ${kernel.constant}: string =`,
    ...lines.map((line, index) => `  '${line}'${index === lines.length - 1 ? ';' : ' +'}`),
    '',
  ].join('\n');
}

/** The text of a kernel's module as it is in the repository. */
export function readKernelModule({ module }: Kernel): string {
  return readFileSync(resolve(REPOSITORY_ROOT, module), 'utf8');
}
