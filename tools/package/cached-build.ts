import { existsSync, globSync, renameSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** Whether a file that was built is there, and none of its inputs is newer: globs from `root`. */
export function isFresh(built: string, inputs: readonly string[], root: string): boolean {
  if (!existsSync(built)) return false;
  const builtMs = statSync(built).mtimeMs;
  return inputs.every((pattern) =>
    globSync(pattern, { cwd: root }).every((path) => statSync(resolve(root, path)).mtimeMs <= builtMs),
  );
}

/** Where one process builds what many use: a reader must never find half of it. */
export function ownFolder(folder: string): string {
  return `${folder}-${process.pid}`;
}

/** Puts what was built in {@link ownFolder} in place; where another process was faster, what it has built stays. */
export function putInPlace(folder: string): void {
  const own = ownFolder(folder);
  rmSync(folder, { recursive: true, force: true });
  try {
    renameSync(own, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(own, { recursive: true, force: true });
  }
}
