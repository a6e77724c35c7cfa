import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../../testdata/corpus');
const MAX_KEPT_INPUTS = 150;
const MAX_KEPT_BYTES = 65_536;

/** The kept inputs of a target: those that once led to new code. */
export function readCorpus(target: string, folder: string = FOLDER): readonly Uint8Array[] {
  const path = resolve(folder, `${target}.txt`);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => new Uint8Array(Buffer.from(line, 'base64')));
}

/** Keeps inputs in base64, one a line, the shortest first, as many as are not too much. */
export function writeCorpus(target: string, inputs: readonly string[], folder: string = FOLDER): void {
  const kept: string[] = [];
  let bytes = 0;
  for (const input of [...new Set(inputs)].toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    bytes += input.length + 1;
    if (kept.length >= MAX_KEPT_INPUTS || bytes > MAX_KEPT_BYTES) break;
    kept.push(input);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(resolve(folder, `${target}.txt`), `${kept.join('\n')}\n`);
}
