import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild-wasm';
import { REPOSITORY_ROOT } from '../source-tree.ts';

/** What the scripts of the dashboard may weigh together, compressed by gzip. */
export const MAX_DASHBOARD_GZIP_BYTES: number = 200 * 1000;

/** One file of the built dashboard. */
export interface DashboardFile {
  readonly name: string;
  readonly contents: Uint8Array;
  readonly gzipped: Uint8Array;
}

const SOURCE = 'apps/dashboard';
const PLAIN_FILES = ['index.html', 'icon.svg'];

/** Bundles the dashboard for browsers: modules that import nothing but one another, a style sheet, the page and its picture. */
export function bundleDashboard(root: string = REPOSITORY_ROOT): readonly DashboardFile[] {
  const { outputFiles } = buildSync({
    entryPoints: ['src/main.tsx', 'styles/dashboard.css'].map((path) => ({
      in: resolve(root, SOURCE, path),
      out: 'dashboard',
    })),
    absWorkingDir: root,
    outdir: 'dashboard',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'inline',
    chunkNames: 'part-[hash]',
    // Names of modules of Node stay in code that a page never reaches; what is left of them is looked for below.
    external: ['node:*'],
    write: false,
    logLevel: 'silent',
  });
  const plain = PLAIN_FILES.map((name) => ({ name, contents: readFileSync(resolve(root, SOURCE, name)) }));
  const built = outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
  for (const { name, contents } of built) refuseNode(name, contents);
  return [...plain, ...built].map((file) => ({ ...file, gzipped: gzipSync(file.contents, { level: 9 }) }));
}

/** Bytes of all scripts, compressed by gzip. */
export function scriptBytes(files: readonly DashboardFile[]): number {
  return files.filter(({ name }) => name.endsWith('.js')).reduce((sum, { gzipped }) => sum + gzipped.length, 0);
}

/** Writes the files, compressed, into a folder of their own; what was there before goes. */
export function writeDashboard(folder: string, files: readonly DashboardFile[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, gzipped } of files) writeFileSync(resolve(folder, `${name}.gz`), gzipped);
}

function refuseNode(name: string, contents: Uint8Array): void {
  const found = /\b(?:import|export)\b[^;"']*["']node:[^"']*["']/u.exec(Buffer.from(contents).toString());
  if (found !== null) throw new TypeError(`${name} of the dashboard still has ${found[0].slice(0, 80)}`);
}
