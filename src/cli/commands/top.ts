import { Command } from 'commander';
import { QForgeError, systemClock } from '../../base/index.ts';
import type { SurveyedProcess } from '../../daemon/index.ts';
import { withExamples } from '../examples.ts';
import { Interruption } from '../interruption.ts';
import { readSettings } from '../settings.ts';
import { printJsonLine, printLines } from '../standard-output.ts';
import { columnsOf, isTerminal } from '../terminal.ts';

interface TopFlags {
  readonly once?: true;
  readonly json?: true;
}

const LOOK_EVERY_MS = 1000;
const OTHER_SCREEN = '\x1b[?1049h\x1b[?25l';
const FIRST_SCREEN = '\x1b[?25h\x1b[?1049l';
const CLEAR = '\x1b[H\x1b[J';

/** `qforge top`: what goes through the running processes, second by second. */
export function topCommand(): Command {
  const command = new Command('top')
    .summary('watch what is running: rates, peers, health')
    .description(
      'Ask every running qforge process of this user how it is, every second until Ctrl-C, and show what goes through each. Ends with 1 when none is running.',
    )
    .option('--once', 'look twice, a second apart, print it and end')
    .option('--json', 'print one JSON document for each look')
    .action(top);
  return withExamples(command, [
    { commandLine: 'qforge top', meaning: 'In a terminal, until Ctrl-C.' },
    { commandLine: 'qforge top --once --json', meaning: 'The rates of one second, for a program.' },
  ]);
}

async function top(flags: TopFlags): Promise<void> {
  const [{ runtimeDirectoryPath, surveyProcesses }, { TopRates, topLines }] = await Promise.all([
    import('../../daemon/index.ts'),
    import('../top-view.ts'),
  ]);
  const directory = runtimeDirectoryPath(readSettings(process.env, undefined).runtime);
  const interruption = new Interruption('task');
  interruption.countsAsDone();
  const rates = new TopRates();
  const once = flags.once === true || (flags.json !== true && !isTerminal(process.stdout));
  const isLive = !once && flags.json !== true;
  const look = async (): Promise<readonly SurveyedProcess[]> => {
    const processes = await surveyProcesses(directory);
    rates.take(processes, systemClock.monotonicMs());
    if (processes.length === 0) throw new QForgeError('NOT_RUNNING', { what: 'qforge' });
    return processes;
  };
  const show = (processes: readonly SurveyedProcess[]): void => {
    if (flags.json === true)
      printJsonLine({ processes: processes.map((found) => topDocument(found, rates.of(found.pid).at(-1))) });
    else if (isLive)
      process.stdout.write(`${CLEAR}${topLines(processes, rates, columnsOf(process.stdout)).join('\n')}`);
    else printLines(topLines(processes, rates, columnsOf(process.stdout)));
  };
  await look();
  const leaveScreen = isLive ? enterScreen() : (): void => undefined;
  try {
    for (;;) {
      await pause(interruption.signal);
      if (interruption.signal.aborted) return;
      show(await look());
      if (once) return;
    }
  } finally {
    leaveScreen();
  }
}

/** Shows the view on a screen of its own, without a cursor; returns the way back, which is taken at the end of the process at the latest. */
function enterScreen(): () => void {
  const leave = (): void => {
    process.off('exit', leave);
    process.stdout.write(FIRST_SCREEN);
  };
  process.on('exit', leave);
  process.stdout.write(OTHER_SCREEN);
  return leave;
}

function topDocument(found: SurveyedProcess, rates: object | undefined): object {
  const { pid, command } = found;
  if ('problem' in found) return { pid, command, problem: found.problem.toJSON() };
  const { status, health } = found;
  return { pid, command, health: health.status, uptimeMs: status.uptimeMs, peers: status.peers.length, rates };
}

async function pause(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const pending = systemClock.schedule(LOOK_EVERY_MS, resolve, { holdsProcess: true });
  const end = (): void => resolve();
  signal.addEventListener('abort', end);
  await promise;
  signal.removeEventListener('abort', end);
  pending.cancel();
}
