import assert from 'node:assert/strict';
import test from 'node:test';
import { kernelModuleText, kernels, readKernelModule } from '../../../tools/wasm/kernel-module.ts';

for (const kernel of kernels) {
  test(`${kernel.module} is what its source compiles to`, () => {
    assert.equal(readKernelModule(kernel), kernelModuleText(kernel));
  });
}
