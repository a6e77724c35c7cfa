import { existsSync, globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { buildSync } from 'esbuild-wasm';
import { rooms } from '../architecture/rooms.ts';
import { REPOSITORY_ROOT } from '../source-tree.ts';

/** Pages have a bundle of their own, and the command line loads file by file what a command needs. */
const LEFT_AS_THEY_ARE = ['browser', 'cli'];

/**
 * Joins the modules of every other room into one, and what several rooms share into more; packages stay outside. Whatever is loaded on
 * demand stays apart. Hundreds of modules cost a process about 8 MB and a third of its start (figures of one machine).
 */
export function bundleForNode(outputFolder: string, root: string = REPOSITORY_ROOT): void {
  const bundled = rooms.map(({ name }) => name).filter((name) => !LEFT_AS_THEY_ARE.includes(name));
  const entries = bundled.filter((name) => existsSync(resolve(root, `src/${name}/index.ts`)));
  const { outputFiles } = buildSync({
    entryPoints: entries.map((name) => ({ in: resolve(root, `src/${name}/index.ts`), out: `${name}/index` })),
    absWorkingDir: root,
    outdir: outputFolder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'es2024',
    packages: 'external',
    chunkNames: 'shared/[name]-[hash]',
    write: false,
    logLevel: 'silent',
  });
  for (const name of entries) dropModules(resolve(outputFolder, name));
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

/** The declarations stay. */
function dropModules(folder: string): void {
  for (const path of globSync('**/*.js', { cwd: folder })) rmSync(resolve(folder, path));
}
