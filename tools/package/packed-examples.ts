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
/** What stands on packages whose own declarations do not hold under `exactOptionalPropertyTypes`: `@nats-io/nats-core` 3.4. */
const WITHOUT_EXACT = new Set(['qforge/nats']);

/**
 * Checks the types of these entries of the package, and of the examples, in a project that has it installed, and runs some. Throws for what fails;
 * tells what was done.
 */
export function usePackedExamples(project: string, specifiers: readonly string[]): string {
  const exact = specifiers.filter((specifier) => !WITHOUT_EXACT.has(specifier));
  for (const name of EXAMPLES)
    copyFileSync(resolve(REPOSITORY_ROOT, `examples/${name}.ts`), join(project, `${name}.ts`));
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  writeFileSync(join(project, 'entries.ts'), exportsOf(exact));
  checkTypes(project, 'tsconfig.json', STRICT);
  const others = specifiers.filter((specifier) => WITHOUT_EXACT.has(specifier));
  writeFileSync(join(project, 'other-entries.mts'), exportsOf(others));
  const compilerOptions = { ...STRICT.compilerOptions, exactOptionalPropertyTypes: false };
  checkTypes(project, 'others.json', { compilerOptions, include: ['other-entries.mts'] });
  const lines = RUN.map((name) => {
    const printed = runCommand([process.execPath, `${name}.ts`], project);
    if (printed.trim() === '') throw new TypeError(`${name} printed nothing`);
    return printed.split('\n').length - 1;
  });
  return `${specifiers.length} entries and ${EXAMPLES.length} examples are well typed under strict settings, libraries checked; ${RUN.join(' and ')} printed ${lines.join(' and ')} lines`;
}

function checkTypes(project: string, file: string, settings: object): void {
  writeFileSync(join(project, file), JSON.stringify(settings));
  runCommand([...packageProgram('typescript', 'tsc'), '-p', join(project, file)], project);
}

/** A module that takes in all declarations of these. */
function exportsOf(specifiers: readonly string[]): string {
  return specifiers.map((specifier, index) => `export * as entry${index} from '${specifier}';\n`).join('');
}
