import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isSea } from 'node:sea';
import { fileURLToPath } from 'node:url';

/** The command line itself, as it runs now: from the sources or from what is published. */
const MAIN = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url));

/** Starts this program once more, in a process of its own: with a pipe between both, if `options` ask for one. */
export function forkOwnProgram(words: readonly [string, ...string[]], options: ForkOptions): ChildProcess {
  const [first, ...others] = words;
  // A single executable is the program: the first word stands where another process would be told what to run.
  return isSea() ? fork(first, others, options) : fork(MAIN, words, options);
}

/** Where a thread finds its program, a file of this package. */
export function threadProgram(file: URL): URL {
  return isSea() ? dataUrl(file) : file;
}

/** The files inside a single executable are those of its main thread alone: others are handed the text. */
function dataUrl(file: URL): URL {
  return new URL(`data:text/javascript;base64,${readFileSync(file, 'base64')}`);
}
