import { spawn } from 'node:child_process';
import { REPOSITORY_ROOT } from '../source-tree.ts';
import { type CommandEvidence, evidenceName } from './claim.ts';
import type { EndedCommand } from './outcome.ts';

/** Runs commands one after another; gives how each ended. `report` is told of each before it begins. */
export async function runCommands(
  commands: readonly CommandEvidence[],
  isFull: boolean,
  report: (name: string) => void,
): Promise<ReadonlyMap<CommandEvidence, EndedCommand>> {
  const ended = new Map<string, EndedCommand>();
  const outcomes = new Map<CommandEvidence, EndedCommand>();
  for (const command of commands) {
    const name = evidenceName(command, isFull);
    const known = ended.get(name);
    if (known === undefined) report(name);
    const outcome = known ?? (await runScript(command.script, isFull ? command.full : command.reduced));
    ended.set(name, outcome);
    outcomes.set(command, outcome);
  }
  return outcomes;
}

function runScript(script: string, words: readonly string[]): Promise<EndedCommand> {
  const child = spawn('npm', ['run', '-s', script, '--', ...words], {
    cwd: REPOSITORY_ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, output: error.message }));
    child.once('close', (code) => resolve({ code, output: output.join('') }));
  });
}
