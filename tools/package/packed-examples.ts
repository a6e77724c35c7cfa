import { copyFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packageProgram, runCommand } from '../command.ts';
import { REPOSITORY_ROOT } from '../source-tree.ts';

/** Examples that a stranger's project has, as they are in the repository. */
const EXAMPLES = [
  'hello-channel',
  'file-drop',
  'bell-test',
  'prometheus-monitoring',
  'kme-integration',
  'release-signing',
];
const RUN = ['hello-channel', 'bell-test'];
/** As strict as there is, and the package's own declarations are checked as well. */
const STRICT = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    skipLibCheck: false,
    noEmit: true,
    types: ['node'],
    typeRoots: [resolve(REPOSITORY_ROOT, 'node_modules/@types')],
  },
  include: ['*.ts'],
};

/** Checks the types of the examples in a project that has the package installed, and runs some. Throws for what fails; tells what was done. */
export function usePackedExamples(project: string): string {
  for (const name of EXAMPLES)
    copyFileSync(resolve(REPOSITORY_ROOT, `examples/${name}.ts`), join(project, `${name}.ts`));
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(STRICT));
  runCommand([...packageProgram('typescript', 'tsc'), '-p', project], project);
  const lines = RUN.map((name) => {
    const printed = runCommand([process.execPath, `${name}.ts`], project);
    if (printed.trim() === '') throw new TypeError(`${name} printed nothing`);
    return printed.split('\n').length - 1;
  });
  return `${EXAMPLES.length} examples are well typed under strict settings; ${RUN.join(' and ')} printed ${lines.join(' and ')} lines`;
}
