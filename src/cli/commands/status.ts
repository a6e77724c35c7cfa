import { Command } from 'commander';
import { QForgeError } from '../../base/index.ts';
import type { SurveyedProcess } from '../../daemon/index.ts';
import { withExamples } from '../examples.ts';
import { readSettings } from '../settings.ts';
import { printJson, printLines } from '../standard-output.ts';
import { isTerminal } from '../terminal.ts';

interface StatusFlags {
  readonly json?: true;
}

/** `qforge status`: what the running processes of this user do. */
export function statusCommand(): Command {
  const command = new Command('status')
    .summary('show what is running: addresses, peers, traffic')
    .description('Ask every running qforge process of this user how it is. Ends with 1 when none is running.')
    .option('--json', 'print one JSON document')
    .action(status);
  return withExamples(command, [
    { commandLine: 'qforge status', meaning: 'One table per process, what is wrong first.' },
    { commandLine: 'watch -n 1 qforge status', meaning: 'Keep an eye on it.' },
    { commandLine: 'qforge status --json', meaning: 'All that the processes tell, pools and metrics included.' },
  ]);
}

async function status(flags: StatusFlags): Promise<void> {
  const { runtimeDirectoryPath, surveyProcesses } = await import('../../daemon/index.ts');
  const { runtime } = readSettings(process.env, undefined);
  const processes = await surveyProcesses(runtimeDirectoryPath(runtime));
  if (flags.json === true) printJson({ processes: processes.map(asJson) });
  else {
    const { readableStatus, statusDump } = await import('../status-report.ts');
    printLines(processes.flatMap(isTerminal(process.stdout) ? readableStatus : statusDump));
  }
  if (processes.length === 0) throw new QForgeError('NOT_RUNNING', { what: 'qforge' });
}

function asJson(found: SurveyedProcess): object {
  const { pid, command } = found;
  if ('problem' in found) return { pid, command, problem: found.problem.toJSON() };
  return { pid, command, ...found.status, health: found.health };
}
