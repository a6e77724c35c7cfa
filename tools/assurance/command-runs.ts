import { spawn } from 'node:child_process';
import { REPOSITORY_ROOT } from '../source-tree.ts';
import type { CommandEvidence } from './claim.ts';
import type { EndedCommand } from './outcome.ts';

/** Runs the npm script of a command, in its reduced or full form; gives how it ended. */
export function runEvidence(command: CommandEvidence, isFull: boolean): Promise<EndedCommand> {
  const begin = performance.now();
  const { script, full, reduced = full } = command;
  const child = spawn('npm', ['run', '-s', script, '--', ...(isFull ? full : reduced)], {
    cwd: REPOSITORY_ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const seconds = (): number => (performance.now() - begin) / 1000;
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, output: error.message, seconds: seconds() }));
    child.once('close', (code) => resolve({ code, output: output.join(''), seconds: seconds() }));
  });
}
