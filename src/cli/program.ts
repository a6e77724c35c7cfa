import { Command, CommanderError } from 'commander';
import type { QForgeError } from '../base/index.ts';
import { commandLoaders, commandSummaries, hiddenCommandLoaders } from './command-list.ts';
import { withExamples } from './examples.ts';
import { asQForgeError, reportFailure } from './failure-report.ts';
import { readPackageFacts } from './package-facts.ts';
import { endOnBrokenPipe, flushStandardOutput } from './standard-output.ts';
import { asUsageError, isAnswered, withUsage } from './usage-error.ts';

/**
 * Runs one command line, prints what it has to say, and ends the process with the exit code of docs/cli.md.
 *
 * `userArguments` are those after the name of the program.
 */
export async function runCommandLine(userArguments: readonly string[]): Promise<void> {
  endOnBrokenPipe();
  const failure = await failureOf(userArguments);
  if (failure !== undefined && !isInterruption(failure)) {
    reportFailure(failure, wantsJson(userArguments));
    process.exitCode ??= failure.exitCode;
  }
  await flushStandardOutput();
  // Whatever a command left open must not keep the process.
  process.exit();
}

/** Whether the command only did what a signal told it; the signal has set the exit code then. */
function isInterruption(failure: QForgeError): boolean {
  return failure.code === 'CANCELLED' && process.exitCode !== undefined;
}

async function failureOf(userArguments: readonly string[]): Promise<QForgeError | undefined> {
  try {
    const words = userArguments.length === 0 ? ['help'] : userArguments;
    const program = await buildProgram(words);
    await program.parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) return asQForgeError(error);
    return isAnswered(error) ? undefined : asUsageError(error);
  }
}

/**
 * The tree of commands: all that are not hidden without arguments; the one that the arguments name; and where they name none, as for help, the
 * names and summaries alone.
 */
export async function buildProgram(userArguments: readonly string[]): Promise<Command> {
  const program = new Command('qforge')
    .description('Channels between machines that stay secret when quantum computers arrive.')
    .version(`qforge ${readPackageFacts().version}`, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  for (const command of await wantedCommands(userArguments)) add(program, command);
  // Names alone: flags and arguments of a command are in its own help.
  program.configureHelp({ subcommandTerm: (command) => command.name() });
  return withExamples(program, [
    { commandLine: 'qforge demo', meaning: 'Watch two peers meet, talk and exchange a file on this machine.' },
    { commandLine: 'qforge keygen', meaning: 'Make your identity and print its PeerId.' },
    { commandLine: 'qforge peers add bob qf1... tcp://bob.example:7700 --trust', meaning: 'Name a peer and trust it.' },
    { commandLine: 'qforge send report.pdf bob', meaning: 'Send a file; sent again after a cut, it goes on.' },
  ]);
}

async function wantedCommands([first, second = '']: readonly string[]): Promise<readonly Command[]> {
  const loadProgram = (): Promise<Command> => buildProgram([]);
  if (first === undefined) return Promise.all([...commandLoaders.values()].map((load) => load(loadProgram)));
  if (first === '--version' || first === '-V') return [];
  const name = first === 'help' ? second : first;
  const load = commandLoaders.get(name) ?? hiddenCommandLoaders.get(name);
  if (load !== undefined) return [await load(loadProgram)];
  return [...commandSummaries].map(([each, summary]) => new Command(each).summary(summary));
}

function add(program: Command, command: Command): void {
  for (const each of [command, ...command.commands]) {
    each.copyInheritedSettings(program).helpOption('-h, --help', 'print this help');
    each.exitOverride((error) => {
      throw withUsage(error, each);
    });
  }
  program.addCommand(command);
}

/** The wish must be known even when the rest of the command line cannot be read. */
function wantsJson(userArguments: readonly string[]): boolean {
  const end = userArguments.indexOf('--');
  return userArguments.slice(0, end === -1 ? undefined : end).includes('--json');
}
