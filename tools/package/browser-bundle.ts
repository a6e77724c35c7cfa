import { resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild-wasm';
import { REPOSITORY_ROOT } from '../source-tree.ts';

/** What pages load at most of `qforge/browser`, compressed by gzip: 96 KiB before the tables of errors of mail and decisions, and figures of the pool. */
export const MAX_BROWSER_GZIP_BYTES: number = 104 * 1024;

/** `qforge/browser` in one file. */
export interface BrowserBundle {
  readonly text: string;
  readonly bytes: number;
  readonly gzipBytes: number;
  readonly brotliBytes: number;
}

/** Outside modules that the sources name and a page never reaches: the bundle leaves them out whole. */
const NOT_FOR_PAGES = ['node:*', 'ws'];
const OUTSIDE_IMPORT = /\b(?:import|export)\b[^;"']*["'](?:node:|ws["'])|\bimport\(/u;

/** Bundles an entry for pages: one module, minified, with nothing left to import. Throws a TypeError if anything is. */
export function bundleForBrowsers(
  entry: string = 'src/browser/index.ts',
  root: string = REPOSITORY_ROOT,
): BrowserBundle {
  const { outputFiles } = buildSync({
    entryPoints: [resolve(root, entry)],
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2024',
    minify: true,
    legalComments: 'inline',
    external: NOT_FOR_PAGES,
    write: false,
    logLevel: 'silent',
  });
  const text = outputFiles[0]?.text ?? '';
  const outside = OUTSIDE_IMPORT.exec(text)?.[0];
  if (outside !== undefined) throw new TypeError(`the bundle for pages still has ${outside.slice(0, 80)}`);
  return {
    text,
    bytes: Buffer.byteLength(text),
    gzipBytes: gzipSync(text, { level: 9 }).length,
    brotliBytes: brotliCompressSync(text).length,
  };
}
