import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { importFromSources } from './own-package.ts';
import { REPOSITORY_ROOT } from './source-tree.ts';

// Runs a program of examples/ on the sources: `npm run example -- hello-channel`.
const [name = ''] = process.argv.splice(2, 1);
const path = resolve(REPOSITORY_ROOT, 'examples', `${name}.ts`);
if (/^[a-z-]+$/u.test(name) && existsSync(path)) {
  importFromSources();
  await import(pathToFileURL(path).href);
} else {
  process.stderr.write('Name a program of examples/, such as: npm run example -- hello-channel\n');
  process.exitCode = 2;
}
