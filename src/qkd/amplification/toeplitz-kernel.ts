import { toeplitzKernelBase64 } from './toeplitz-kernel-module.ts';
import type { ToeplitzTransform } from './toeplitz-transform.ts';
import { inverseMap, towerCantorBasis, towerPowers } from './tower-field.ts';

const SIZE = 0x1_0000;

interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly COEFFICIENTS_OFFSET: WebAssembly.Global;
  readonly UPPER_COEFFICIENTS_OFFSET: WebAssembly.Global;
  readonly VALUES_OFFSET: WebAssembly.Global;
  readonly OTHER_VALUES_OFFSET: WebAssembly.Global;
  readonly SUM_OFFSET: WebAssembly.Global;
  readonly BASIS_OFFSET: WebAssembly.Global;
  readonly FROM_POLYNOMIAL_OFFSET: WebAssembly.Global;
  readonly TO_POLYNOMIAL_OFFSET: WebAssembly.Global;
  readonly prepare: () => void;
  readonly evaluate: () => void;
  readonly addProducts: () => void;
  readonly interpolate: () => void;
  readonly wipe: () => void;
}

/** Made on first use; `null` where the machine has no WebAssembly SIMD. */
let kernel: ToeplitzTransform | null | undefined;

/** The transform in WebAssembly SIMD, in which no address depends on the key; undefined where the machine has none. */
export function toeplitzKernel(): ToeplitzTransform | undefined {
  kernel ??= instantiateIfSupported();
  return kernel ?? undefined;
}

function instantiateIfSupported(): ToeplitzTransform | null {
  if (typeof WebAssembly !== 'object') return null;
  const bytes = Uint8Array.from(atob(toeplitzKernelBase64), (sign) => sign.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return transformOf(exports as unknown as KernelExports);
}

function transformOf(exports: KernelExports): ToeplitzTransform {
  const at = (offset: WebAssembly.Global, length: number): Uint8Array<ArrayBuffer> =>
    new Uint8Array(exports.memory.buffer, Number(offset.value), length);
  writeTables(exports, at);
  const low = at(exports.COEFFICIENTS_OFFSET, SIZE);
  const high = at(exports.UPPER_COEFFICIENTS_OFFSET, SIZE);
  const values = at(exports.VALUES_OFFSET, 2 * SIZE);
  const others = at(exports.OTHER_VALUES_OFFSET, 2 * SIZE);
  const sum = at(exports.SUM_OFFSET, 2 * SIZE);
  return {
    name: 'simd',
    evaluate: (coefficients) => {
      low.fill(0, coefficients.length);
      low.set(coefficients);
      exports.evaluate();
      return values.slice();
    },
    interpolateProducts: (pairs) => {
      sum.fill(0);
      for (const [first, second] of pairs) {
        values.set(first);
        others.set(second);
        exports.addProducts();
      }
      exports.interpolate();
      return { low, high };
    },
    wipe: exports.wipe,
  };
}

function writeTables(exports: KernelExports, at: (offset: WebAssembly.Global, length: number) => Uint8Array): void {
  const powers = towerPowers();
  at(exports.BASIS_OFFSET, 32).set(towerCantorBasis().flatMap((element) => [element & 0xff, element >> 8]));
  at(exports.FROM_POLYNOMIAL_OFFSET, 128).set(digitTables(powers));
  at(exports.TO_POLYNOMIAL_OFFSET, 128).set(digitTables(inverseMap(powers) ?? []));
  exports.prepare();
}

/** For each digit of 4 bits what a linear map makes of its 16 values: the lower bytes, then the upper ones. */
function digitTables(images: readonly number[]): Uint8Array {
  const tables = new Uint8Array(128);
  for (let entry = 0; entry < 64; entry++) {
    const digit = entry >> 4;
    let image = 0;
    for (let bit = 0; bit < 4; bit++) if (((entry >> bit) & 1) === 1) image ^= images[4 * digit + bit] ?? 0;
    tables[32 * digit + (entry & 15)] = image;
    tables[32 * digit + 16 + (entry & 15)] = image >> 8;
  }
  return tables;
}
