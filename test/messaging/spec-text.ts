import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of a specification, on one line, so that code can be held to what it says. */
export function specText(name: string): string {
  return readFileSync(join(import.meta.dirname, '../../docs/spec', `${name}.md`), 'utf8').replaceAll(/\s+/gu, ' ');
}

/** A number as the specifications write it. */
export function written(value: number): string {
  return value.toLocaleString('en-US');
}
