import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Files of the repository by path from its root, with forward slashes: what every check of the house reads. */
export type SourceTree = ReadonlyMap<string, string>;

/** The repository this file is part of. */
export const REPOSITORY_ROOT: string = resolve(import.meta.dirname, '..');

/** In a second work tree of the repository `.git` is a file. */
const LEFT_OUT = new Set(['node_modules', 'dist', '.git', 'coverage', 'build']);
const TEXT_FILE =
  /\.(?:ts|tsx|mjs|js|json|jsonc|md|yml|yaml|sh|svg|pv|pvl|pml|toml|txt|css|html|1)$|(?:^|\/)(?:LICENSE|NOTICE|run|\.[\w.]+)$/u;
/** Vectors from outside are data: large, and not ours to judge. */
const DATA_FOLDER = 'testdata/';

/** Reads the text files of the repository, without installed, built and outside data. */
export function readSourceTree(root: string = REPOSITORY_ROOT): SourceTree {
  const tree = new Map<string, string>();
  for (const path of listFiles(root, '')) {
    if (!TEXT_FILE.test(path) || path.startsWith(DATA_FOLDER)) continue;
    tree.set(path, readFileSync(resolve(root, path), 'utf8'));
  }
  return tree;
}

function listFiles(root: string, folder: string): readonly string[] {
  const entries = readdirSync(resolve(root, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (LEFT_OUT.has(entry.name)) return [];
    if (entry.isDirectory()) return listFiles(root, path);
    return entry.isFile() ? [path] : [];
  });
}

/** Whether a path is a TypeScript or checked JavaScript source of ours. */
export function isSource(path: string): boolean {
  return /\.(?:ts|tsx|mjs)$/u.test(path);
}
