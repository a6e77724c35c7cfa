import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { REPOSITORY_ROOT } from './source-tree.ts';

/** A program that ended with another exit code than 0. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';

  constructor(words: readonly string[], ending: string, output: string) {
    super(`${words.join(' ')} ended with ${ending}${output === '' ? '' : `:\n${output.trimEnd()}`}`);
  }
}

/** Runs a program to its end and returns its standard output. Throws {@link CommandFailed}, with all it printed. */
export function runCommand(words: readonly [string, ...string[]], folder: string = REPOSITORY_ROOT): string {
  const [program, ...parameters] = words;
  const { status, signal, error, stdout, stderr } = spawnSync(program, parameters, { cwd: folder, encoding: 'utf8' });
  if (status === 0) return stdout;
  // A program that never started has no output at all, whatever the types say: join takes that too.
  throw new CommandFailed(words, error?.message ?? signal ?? `exit code ${status}`, [stdout, stderr].join(''));
}

/** The words that run a program of an installed package with the Node.js that runs now. */
export function packageProgram(packageName: string, program: string = packageName): [string, string] {
  const manifest = resolve(REPOSITORY_ROOT, 'node_modules', packageName, 'package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: string | Readonly<Record<string, string>> };
  const path = typeof bin === 'string' ? bin : bin[program];
  if (path === undefined) throw new CommandFailed([program], `no program of that name in ${packageName}`, '');
  return [process.execPath, resolve(dirname(manifest), path)];
}
