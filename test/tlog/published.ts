import { readFileSync } from 'node:fs';

/** The parsed content of a file of testdata/tlog. */
export function published(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../testdata/tlog/${name}`, import.meta.url), 'utf8'));
}
