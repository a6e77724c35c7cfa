import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { generatedPages, stalePages } from './docs/pages.ts';
import { REPOSITORY_ROOT, readSourceTree } from './source-tree.ts';

const tree = readSourceTree();
const pages = await generatedPages(tree);
const stale = stalePages(tree, pages);

if (process.argv.includes('--check')) {
  for (const path of stale) process.stderr.write(`${path} is stale: run "npm run docs"\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const { path, text } of pages) {
    const file = resolve(REPOSITORY_ROOT, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  process.stdout.write(`${pages.length} pages written, ${stale.length} of them changed.\n`);
}
