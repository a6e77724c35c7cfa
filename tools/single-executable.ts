import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkExecutable } from './package/executable-check.ts';
import { buildSingleExecutable } from './package/single-executable.ts';
import { REPOSITORY_ROOT } from './source-tree.ts';

// Makes build/qforge, or the file that the first argument names, and uses it: `npm run executable`.
const { version } = JSON.parse(readFileSync(resolve(REPOSITORY_ROOT, 'package.json'), 'utf8')) as { version: string };
const { path, bytes, programBytes, programFiles } = buildSingleExecutable(
  resolve(process.argv[2] ?? resolve(REPOSITORY_ROOT, 'build/qforge')),
);
const mb = (count: number): string => `${(count / 1e6).toFixed(1)} MB`;
process.stdout.write(
  `${path}: ${mb(bytes)}, of which ${mb(programBytes)} are the ${programFiles} files of the program and the rest is Node.js ${process.versions.node}\n`,
);
await checkExecutable(path, version, (line) => process.stdout.write(`${line}\n`));
