import { readFileSync, writeFileSync } from 'node:fs';

/** Copies a file to one that its owner alone can read, as a key file must be. */
export function writeOwnerOnly(path: string, source: string): void {
  writeFileSync(path, readFileSync(source), { mode: 0o600 });
}
