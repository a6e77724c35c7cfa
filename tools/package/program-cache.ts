import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { packageProgram, runCommand } from '../command.ts';
import { REPOSITORY_ROOT } from '../source-tree.ts';
import { isFresh, ownFolder, putInPlace } from './cached-build.ts';
import { DASHBOARD_CACHE } from './dashboard-cache.ts';
import { bundleForNode } from './node-bundle.ts';

/** Where the command line is built for tests: a package as users install it, less what they never run. */
const PROGRAM_CACHE = 'node_modules/.cache/program';

/** What a program finds beside `dist`. */
const COPIED = ['package.json', 'README.md'];

/** Everything that goes into it. */
const INPUTS = ['src/**/*.ts', 'tools/package/{node-bundle,program-cache}.ts', 'package-lock.json', ...COPIED];

/** What runs by itself; all other modules are imported from there. */
const PROGRAMS = ['src/cli/main.ts', 'src/cli/kme/link-worker.ts'];

/** The base configuration as far as it says what is written; types are checked by others. */
const TRANSLATION = [
  '--ignoreConfig',
  '--noCheck',
  '--module',
  'nodenext',
  '--target',
  'es2024',
  '--rewriteRelativeImportExtensions',
  '--verbatimModuleSyntax',
  '--types',
  'node',
];

/** Builds the command line as users have it, bundled, if any input is newer than what was built. Returns its program. */
export function freshenProgram(root: string = REPOSITORY_ROOT): string {
  const folder = resolve(root, PROGRAM_CACHE);
  const program = resolve(folder, 'dist/cli/main.js');
  if (isFresh(program, INPUTS, root)) return program;
  buildProgram(ownFolder(folder), root);
  putInPlace(folder);
  return program;
}

function buildProgram(folder: string, root: string): void {
  const output = resolve(folder, 'dist');
  mkdirSync(output, { recursive: true });
  const folders = ['--rootDir', 'src', '--outDir', output];
  runCommand([...packageProgram('typescript', 'tsc'), ...TRANSLATION, ...folders, ...PROGRAMS], root);
  bundleForNode(output, root);
  for (const name of COPIED) copyFileSync(resolve(root, name), resolve(folder, name));
  symlinkSync(resolve(root, DASHBOARD_CACHE), resolve(output, 'dashboard'));
}
