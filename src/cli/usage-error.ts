import type { Command, CommanderError } from 'commander';
import { QForgeError } from '../base/index.ts';

/** What commander throws after it has printed help or the version, as it was asked to. */
const ANSWERED: ReadonlySet<string> = new Set(['commander.help', 'commander.helpDisplayed', 'commander.version']);

/** Whether commander stopped because it has already given the answer. */
export function isAnswered(error: CommanderError): boolean {
  return ANSWERED.has(error.code) && error.exitCode === 0;
}

/** How the command is used that a mistake was made with. */
const usages = new WeakMap<CommanderError, string>();

/** Remembers with which command a mistake was made; gives the same error. */
export function withUsage(error: CommanderError, command: Command): CommanderError {
  const names = [command.name()];
  for (let above = command.parent; above !== null; above = above.parent) names.unshift(above.name());
  usages.set(error, `${names.join(' ')} ${command.usage()}`);
  return error;
}

/** A mistake on the command line, in the form of every other error: `error: unknown option '--x'\n(Did you ...)`. */
export function asUsageError(error: CommanderError): QForgeError<'COMMAND_LINE_INVALID'> {
  const usage = usages.get(error);
  if (error.code === 'commander.missingArgument' && usage !== undefined) {
    // The name of an argument alone tells a newcomer little.
    return new QForgeError('COMMAND_LINE_INVALID', { problem: `Something is missing: ${usage}` }, { cause: error });
  }
  const [first = '', ...rest] = error.message.replace(/^error: /u, '').split('\n');
  const sentence = first.charAt(0).toUpperCase() + first.slice(1).replace(/\.$/u, '');
  const suggestion = rest.join(' ').replace(/^\(Did/u, '(did');
  const problem = `${sentence} ${suggestion}`.trimEnd();
  return new QForgeError('COMMAND_LINE_INVALID', { problem }, { cause: error });
}
