import { readFileSync } from 'node:fs';

/** Whether a process runs: one that has ended and waits to be taken note of does not. Linux alone can tell. */
export function isRunning(pid: number): boolean {
  try {
    // The state comes behind the name, which is in brackets.
    return !/\) [ZX] /u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
