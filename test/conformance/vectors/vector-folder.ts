import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { VectorFile } from './vector-format.ts';

/** Texts about vectors, not vectors. */
const ABOUT = /^(licen[cs]e|copying|copyright|notice|readme|sources|upstream|third_party_licen[cs]es)/iu;

/** Whether a path under the folder is a file to run: everything but hidden files, Markdown and licences. */
export function isVectorPath(path: string): boolean {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.some((part) => part.startsWith('.'))) return false;
  return !ABOUT.test(name) && !name.endsWith('.md') && !parts.slice(0, -1).includes('licences');
}

/** Every vector file under a folder, in order of path; none when there is no such folder. */
export async function readVectorFolder(folder: string): Promise<readonly VectorFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter(isVectorPath)
    .sort();
  return Promise.all(paths.map(async (path) => parseVectorFile(path, await readText(join(folder, path)))));
}

/** The text without a byte order mark. What cannot be read is empty, which no format knows. */
async function readText(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** A file with its JSON, if that is what it holds. */
export function parseVectorFile(path: string, text: string): VectorFile {
  return { path, name: basename(path), text, json: parsedJson(text) };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
