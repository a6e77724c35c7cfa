import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSea } from 'node:sea';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-facts.ts';

/** A file to send, there until the disposal. */
export interface SampleFile extends AsyncDisposable {
  readonly path: string;
}

/** The README of this package: where it is, or, if `isInside` a single executable, a copy, since a transfer opens real files alone. */
export async function sampleFile(isInside: boolean = isSea()): Promise<SampleFile> {
  const readme = fileURLToPath(new URL('README.md', packageRoot));
  if (!isInside) return { path: readme, [Symbol.asyncDispose]: () => Promise.resolve() };
  const folder = await mkdtempDisposable(join(tmpdir(), 'qforge-sample-'));
  const path = join(folder.path, 'README.md');
  await writeFile(path, await readFile(readme));
  return { path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}
