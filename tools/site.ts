import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { buildSite } from './site/build.ts';
import { REPOSITORY_ROOT, readSourceTree } from './source-tree.ts';

// Builds the documentation: `npm run site`, into build/site, or `npm run site -- FOLDER`.
const folder = resolve(REPOSITORY_ROOT, process.argv[2] ?? 'build/site');
const { files, pictures, pages, links } = buildSite(readSourceTree());
rmSync(folder, { recursive: true, force: true });
for (const [path, text] of [...files, ...pictures]) {
  mkdirSync(dirname(resolve(folder, path)), { recursive: true });
  writeFileSync(resolve(folder, path), text);
}
process.stdout.write(
  `${pages} pages, ${links} links, all of which lead somewhere. Open ${resolve(folder, 'index.html')}\n`,
);
