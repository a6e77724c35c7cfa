import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORY_ROOT } from './source-tree.ts';
import { kernelModuleText, kernels, readKernelModule } from './wasm/kernel-module.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

for (const kernel of kernels) {
  const text = kernelModuleText(kernel);
  if (!values.check) writeFileSync(resolve(REPOSITORY_ROOT, kernel.module), text);
  else if (readKernelModule(kernel) !== text) {
    process.stderr.write(`${kernel.module} is not what its source compiles to: run "npm run wasm"\n`);
    process.exitCode = 1;
  }
}
