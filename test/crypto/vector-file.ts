import { readFileSync } from 'node:fs';

/** The parsed content of a file under `testdata/vectors/`. */
export function readVectors(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../testdata/vectors/${path}`, import.meta.url), 'utf8'));
}
